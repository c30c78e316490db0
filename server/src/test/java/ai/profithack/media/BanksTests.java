package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.media.BankItem.State;
import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// What is put into a bank is found from then on, by whoever asks.
@ServerTest
class BanksTests {
  @Autowired private Banks banks;
  @Autowired private BankLists lists;
  @Autowired private DSLContext db;

  private long added(String bank, String key, VideoHash hash) {
    assertThat(banks.add(bank, "a list", key, "seen before", Fingerprints.of(hash), "test"))
        .isInstanceOf(Adding.Added.class);
    return banks.items(bank, Long.MAX_VALUE, 1).getFirst().itemId();
  }

  @Test
  void whatIsAddedIsFoundAtTheNextComparison() {
    var hashes = new Hashes(101);
    banks.create("bad one", BankKind.KNOWN_BAD, "test");
    var recording = hashes.recording(12);
    var query = hashes.glance(recording, 2_000, 8, 1, 22);

    assertThat(banks.compare("video 1", query)).isEmpty();
    var id = added("bad one", "1", recording);

    var matches = banks.compare("video 1", query);
    assertThat(matches).hasSize(1);
    assertThat(matches.getFirst().item().itemId()).isEqualTo(id);
    assertThat(matches.getFirst().item().kind()).isEqualTo(BankKind.KNOWN_BAD);
    assertThat(matches.getFirst().item().note()).isEqualTo("seen before");
    assertThat(matches.getFirst().match().frames()).isEqualTo(8);
    assertThat(banks.remove(id, "a mistake", "test")).isTrue();
    assertThat(banks.compare("video 1", query)).isEmpty();
    assertThat(banks.release(id, "again", "test")).as("removed for good").isFalse();
  }

  @Test
  void sameItemIsAddedOnceHoweverManyAddItAtOnce() throws Exception {
    var hashes = new Hashes(102);
    banks.create("raced", BankKind.PROTECTED, "test");
    var recording = hashes.recording(3);
    Callable<Adding> adding =
        () -> banks.add("raced", "owner", "work 7", "", Fingerprints.of(recording), "test");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var endings = threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> adding).toList());

      assertThat(endings.stream().filter(each -> each.resultNow() instanceof Adding.Added))
          .hasSize(1);
      assertThat(endings.stream().filter(each -> each.resultNow() instanceof Adding.AlreadyThere))
          .hasSize(7);
    }
    assertThat(banks.items("raced", Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void whatWasRemovedIsSaidToBeSoWhenItIsAddedAgain() {
    var hashes = new Hashes(103);
    banks.create("taken out", BankKind.KNOWN_BAD, "test");
    var recording = hashes.recording(6);
    var id = added("taken out", "once", recording);
    assertThat(again(recording)).isEqualTo(new Adding.AlreadyThere(id, State.ACTIVE));
    banks.remove(id, "a mistake", "test");

    assertThat(again(recording)).isEqualTo(new Adding.AlreadyThere(id, State.REMOVED));
    assertThat(banks.compare("copy of it", hashes.glance(recording, 0, 5, 1, 30))).isEmpty();
  }

  private Adding again(VideoHash recording) {
    return banks.add("taken out", "a list", "once", "", Fingerprints.of(recording), "test");
  }

  @Test
  void nothingToSeeAndNoBankAreSaid() {
    assertThat(
            banks.add(
                "nowhere", "s", "k", "", Fingerprints.of(new VideoHash(5_000, List.of())), "test"))
        .isEqualTo(new Adding.Featureless());
    assertThat(
            banks.add("nowhere", "s", "k", "", Fingerprints.of(new Hashes(1).recording(1)), "test"))
        .isEqualTo(new Adding.NoSuchBank("nowhere"));
    assertThat(banks.create("blocked once", BankKind.BLOCKED, "test")).isTrue();
    assertThat(banks.create("blocked once", BankKind.NEGATIVE, "test")).isFalse();
  }

  @Test
  void itemOfANegativeBankHidesWhatItShows() {
    var hashes = new Hashes(104);
    banks.create("works", BankKind.PROTECTED, "test");
    banks.create("title cards", BankKind.NEGATIVE, "test");
    var card = hashes.any();
    var withCard = new VideoHash(4_000, List.of(new FrameHash(0, 4_000, 100, List.of(card))));
    added("works", "film", withCard);
    var query =
        new VideoHash(
            3_000, IntStream.range(0, 3).mapToObj(i -> hashes.frame(i * 1_000, card)).toList());

    assertThat(banks.compare("a", query)).hasSize(1);
    var hiding = added("title cards", "ours", VideoHash.still(card, 100));

    assertThat(banks.compare("a", query)).isEmpty();
    banks.quarantine(hiding, "is it ours?", "test");
    assertThat(banks.compare("a", query)).as("while it is doubted").hasSize(1);
    banks.release(hiding, "it is", "test");
    assertThat(banks.compare("a", query)).isEmpty();
  }

  @Test
  void itemThatSuddenlyMatchesEverythingIsQuarantinedAndSaysSo() {
    var hashes = new Hashes(105);
    banks.create("flooded", BankKind.KNOWN_BAD, "test");
    var picture = hashes.any();
    var id = added("flooded", "everybody's", VideoHash.still(picture, 100));

    for (var i = 0; i < 19; i++) {
      assertThat(state("flood " + i, picture)).isEqualTo(State.ACTIVE);
    }
    assertThat(state("flood 18", picture)).as("the same video again").isEqualTo(State.ACTIVE);
    state("flood 19", picture);

    assertThat(state("flood 20", picture)).isEqualTo(State.QUARANTINED);
    assertThat(banks.items("flooded", Long.MAX_VALUE, 1).getFirst().stateReason())
        .startsWith("It was seen in 20 of ");
    assertThat(banks.all())
        .filteredOn(bank -> bank.name().equals("flooded"))
        .containsExactly(new Bank("flooded", BankKind.KNOWN_BAD, 0, 1));
    assertThat(
            db.fetchOne(
                "select actor, detail ->> 'bank' as bank from access.audit_entry where action = 'bank.quarantine_automatic' and subject = ?",
                "bank item " + id))
        .extracting(entry -> entry.get("actor") + " " + entry.get("bank"))
        .isEqualTo("system flooded");
    assertThat(banks.release(id, "it is that bad", "moderator")).isTrue();
    assertThat(state("flood 21", picture)).as("begins anew").isEqualTo(State.ACTIVE);
    assertThat(state("flood 22", picture)).isEqualTo(State.ACTIVE);
  }

  private State state(String subject, PdqHash picture) {
    var matches = banks.compare(subject, VideoHash.still(picture, 100));
    assertThat(matches).hasSize(1);
    return matches.getFirst().item().state();
  }

  @Test
  void floodIsMuchMoreThanBeforeAndMuchOfEverything() {
    assertThat(FloodRule.floods(new FloodRule.Count(1, 20, 200, 60))).isTrue();
    assertThat(FloodRule.floods(new FloodRule.Count(1, 19, 19, 0))).as("few").isFalse();
    assertThat(FloodRule.floods(new FloodRule.Count(1, 20, 201, 0))).as("a small part").isFalse();
    assertThat(FloodRule.floods(new FloodRule.Count(1, 20, 200, 61))).as("as ever").isFalse();
  }

  private ImportedHashes read(String bank, String list) throws IOException {
    return lists.read(
        new BankLists.Listing(bank, "exchange", new StringReader(list), "test"), _ -> {});
  }

  @Test
  void itemIsFoundByItsSoundAndByItsPicturesAndSoIsItsCopyFromAList() throws Exception {
    var recording = new Hashes(109).recording(12);
    var tune = Tunes.tune(60, 12);
    banks.create("films", BankKind.PROTECTED, "test");
    banks.add(
        "films",
        "owner",
        "film",
        "",
        new Fingerprints(recording, SoundHasher.reference(tune)),
        "test");
    var heard = SoundHasher.query(Tunes.piece(tune, 2, 8));

    assertThat(banks.listen("by sound", heard))
        .extracting(match -> match.item().bank())
        .containsExactly("films");
    assertThat(banks.compare("by sound", new Hashes(109).glance(recording, 0, 8, 1, 20)))
        .hasSize(1);
    var id = banks.items("films", Long.MAX_VALUE, 1).getFirst().itemId();
    var written = new StringWriter();
    lists.write("films", written);
    banks.remove(id, "moved", "test");
    assertThat(banks.listen("by sound", heard)).isEmpty();

    assertThat(read("films", written.toString()).added()).as(written.toString()).isEqualTo(2);
    assertThat(read("films", written.toString()).alreadyThere()).isEqualTo(2);
    assertThat(banks.listen("by sound", heard)).hasSize(1);
    assertThat(
            read("films", "sound {\"lengthMillis\":5,\"peaks\":\"AAAACQc=\"}\nsound []").refused())
        .hasSize(2);
    assertThatThrownBy(() -> db.execute("update media.item_sound set length_ms = 1"))
        .hasMessageContaining("stays what it is");
  }

  @Test
  void databaseLetsNobodyChangeWhatAnItemIs() {
    var hashes = new Hashes(108);
    banks.create("kept", BankKind.KNOWN_BAD, "test");
    var id = added("kept", "one", VideoHash.still(hashes.any(), 100));

    for (var change :
        List.of(
            "update media.item set source_key = 'another' where item_id = " + id,
            "update media.item set state = 'quarantined' where item_id = " + id,
            "update media.item_frame set quality = 1 where item_id = " + id,
            "insert into media.item_frame values (" + id + ", 7, 0, 0, 50, '\\x00')")) {
      assertThatThrownBy(() -> db.execute(change)).as(change).hasMessageContaining("ERROR: ");
    }
  }

  @Test
  void itemsAreFoundByTheirNoteAndTheirState() {
    var hashes = new Hashes(111);
    banks.create("searched", BankKind.PROTECTED, "test");
    var some = Fingerprints.of(hashes.recording(2));
    banks.add("searched", "Owner & Sons", "work 1", "A Film", some, "test");
    banks.add("searched", "Owner & Sons", "work 2", "100 % song", some, "test");
    var other = added("searched", "work 3", hashes.recording(2));
    banks.quarantine(other, "doubtful", "test");

    assertThat(banks.items("searched", "a fILM", null, Long.MAX_VALUE, 10))
        .extracting(BankItem::sourceKey)
        .containsExactly("work 1");
    assertThat(banks.items("searched", "owner", null, Long.MAX_VALUE, 10)).hasSize(2);
    assertThat(banks.items("searched", "0 %", null, Long.MAX_VALUE, 10)).hasSize(1);
    assertThat(banks.items("searched", "", State.QUARANTINED, Long.MAX_VALUE, 10))
        .extracting(BankItem::itemId)
        .containsExactly(other);
    assertThat(banks.doubted(10)).extracting(BankItem::itemId).contains(other);
    assertThat(banks.item(other).orElseThrow().stateReason()).isEqualTo("doubtful");
  }
}
