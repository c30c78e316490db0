package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.events.EventJson.Reading;
import ai.profithack.kernel.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every event and every batch.
class EventJsonProperties {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  @Property(tries = 300)
  void whatIsWrittenIsReadBackTheSame(@ForAll("events") Event event) {
    assertThat(EventJson.read(bytes(EventJson.write(event)), true))
        .isEqualTo(new Reading.Parsed(event));
  }

  @Property(tries = 200)
  void arraysAndLinesAreReadAsTheSameEvents(@ForAll("batches") List<Event> batch) {
    var written = batch.stream().map(EventJson::write).toList();
    var expected = batch.stream().<Reading>map(Reading.Parsed::new).toList();
    assertThat(BatchReader.array(bytes("[" + String.join(",", written) + "]"))).isEqualTo(expected);
    assertThat(BatchReader.lines(bytes(String.join("\n", written)))).isEqualTo(expected);
  }

  @Property(tries = 200)
  void oneBrokenEventLeavesItsNeighboursAsTheyAre(
      @ForAll("batches") List<Event> batch, @ForAll("broken") String broken, @ForAll byte where) {
    var at = batch.isEmpty() ? 0 : Math.floorMod(where, batch.size() + 1);
    var elements = new ArrayList<>(batch.stream().map(EventJson::write).toList());
    elements.add(at, broken);
    var read =
        Objects.requireNonNull(BatchReader.array(bytes("[" + String.join(",", elements) + "]")));
    assertThat(read).hasSize(batch.size() + 1);
    assertThat(read.remove(at)).isInstanceOf(Reading.Unreadable.class);
    assertThat(read).isEqualTo(batch.stream().<Reading>map(Reading.Parsed::new).toList());
  }

  @Property(tries = 500)
  void noBytesAtAllMakeTheReaderFail(@ForAll byte[] garbage) {
    var array = BatchReader.array(garbage);
    assertThat(array == null || !array.contains(null)).isTrue();
    assertThat(BatchReader.lines(garbage)).doesNotContainNull();
  }

  @Property(tries = 500)
  void timesAreReadAsTheJdkReadsThem(@ForAll("instants") Instant time, @ForAll byte offset) {
    assertThat(EventTime.parse(time.toString())).isEqualTo(time);
    var local = OffsetDateTime.ofInstant(time, ZoneOffset.ofTotalSeconds(offset * 60));
    assertThat(EventTime.parse(local.toString())).isEqualTo(time);
  }

  @Property(tries = 300)
  void rulesAnswerEveryEventWithoutFailing(@ForAll("events") Event event) {
    var problem = EventRules.check(event, NOW);
    assertThat(problem == null || !problem.reason().isBlank()).isTrue();
  }

  @Provide
  Arbitrary<String> broken() {
    return Arbitraries.of(
        "nonsense", "{\"id\":}", "{\"id\" 1}", "{\"a\":[}]", "[tru]", "{\"id\":\"\\x\"}", "01", "");
  }

  @Provide
  Arbitrary<List<Event>> batches() {
    return events().list().ofMinSize(1).ofMaxSize(6);
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Combinators.combine(
            Arbitraries.longs().between(631_152_000L, 4_102_444_800L),
            Arbitraries.integers().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<Event> events() {
    var ids = Arbitraries.longs().greaterOrEqual(1).injectNull(0.3);
    var texts =
        Arbitraries.strings().ofMaxLength(20).map(EventJsonProperties::wellFormed).injectNull(0.3);
    var amounts =
        Combinators.combine(
                Arbitraries.longs().between(0, 100_000_000_000L),
                Arbitraries.of("USD", "JPY", "KWD").map(Currency::getInstance))
            .as(Money::new)
            .injectNull(0.5);
    var details =
        Combinators.combine(texts.injectNull(0), texts.map(EventJsonProperties::hashtags))
            .as((title, hashtags) ->
                new VideoDetails(title == null ? "t" : title, hashtags, null, "c"))
            .injectNull(0.5);
    return Combinators.combine(
            texts.map(text -> text == null ? "id" : text),
            Arbitraries.of(EventType.class),
            instants(),
            ids,
            ids,
            ids,
            amounts,
            details)
        .as((id, type, time, user, video, creator, amount, about) ->
            Event.of(id, type, time)
                .user(user)
                .video(video)
                .creator(creator)
                .gift(user)
                .amount(amount)
                .details(about)
                .build());
  }

  private static List<String> hashtags(String text) {
    return text == null ? List.of() : List.of(text, "fun");
  }

  /// Without halves of surrogate pairs, which JSON in UTF-8 cannot carry.
  private static String wellFormed(String text) {
    return text.codePoints()
        .filter(point -> point < 0xD800 || point > 0xDFFF)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
