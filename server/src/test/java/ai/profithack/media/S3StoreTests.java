package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.StoreUnavailable;
import ai.profithack.media.S3Double.Fault;
import ai.profithack.media.StoreCheck.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.PropertyResolver;
import org.springframework.mock.env.MockEnvironment;
import software.amazon.awssdk.services.s3.S3Client;

/// Files in a store that keeps to the rules of S3, and in all that can go wrong there.
@Timeout(60)
class S3StoreTests {
  private static final int SMALLEST_PART = 5 << 20;

  private final S3Double s3 = new S3Double();
  private final S3Place place = S3Place.of(settings(Map.of())).orElseThrow();
  private final S3Client client = place.client();
  @TempDir private Path folder;
  private WorkingCopies copies;
  private S3Store store;

  @BeforeEach
  void open() {
    copies = new WorkingCopies(folder.resolve("incoming"), Duration.ZERO);
    store = new S3Store(place, client, "originals", copies, SMALLEST_PART);
  }

  @AfterEach
  void close() {
    copies.close();
    client.close();
    s3.close();
  }

  @Test
  void aFileIsSentOnceAndComesBackAsItWas() throws IOException {
    var file = file(100_000);
    var sha256 = Sha256.of(file);
    assertThat(store.has(sha256)).isFalse();
    assertThatThrownBy(() -> store.open(sha256)).isInstanceOf(NoSuchFileException.class);
    store.put(sha256, file);
    store.put(sha256, file);

    assertThat(s3.keys())
        .containsExactly("profithack/originals/" + sha256.substring(0, 2) + "/" + sha256);
    assertThat(s3.requests()).filteredOn(one -> one.startsWith("PUT")).hasSize(1);
    try (var copy = store.open(sha256)) {
      assertThat(copy.path()).hasSameBinaryContentAs(file);
    }
    store.delete(sha256);
    store.delete(sha256);
    assertThat(store.has(sha256)).isFalse();
    assertThat(s3.stored()).isZero();
  }

  @Test
  void aLargeFileGoesInPartsAndALostAnswerIsNoFailure() throws IOException {
    var file = file(2 * SMALLEST_PART + 1_000);
    var sha256 = Sha256.of(file);
    s3.fail("POST", Fault.SLOW_DOWN);
    store.put(sha256, file);
    assertThat(s3.requests()).filteredOn(one -> one.contains("partNumber=")).hasSize(3);
    try (var copy = store.open(sha256)) {
      assertThat(copy.path()).hasSameBinaryContentAs(file);
    }
    assertThat(s3.uploads()).isZero();
  }

  @Test
  void theEndOfAnUploadWhoseAnswerIsLostIsFoundToBeThere() throws IOException {
    var file = file(SMALLEST_PART + 1);
    var sha256 = Sha256.of(file);
    s3.loseTheAnswerToTheEndOfAnUpload();
    store.put(sha256, file);
    assertThat(s3.keys()).hasSize(1);
    assertThat(s3.uploads()).isZero();
  }

  @Test
  void anUploadThatFailsIsGivenUpAndLeavesNothing() throws IOException {
    var file = file(SMALLEST_PART + 1);
    var sha256 = Sha256.of(file);
    s3.forbid("PUT");
    assertThatThrownBy(() -> store.put(sha256, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("403 AccessDenied")
        .hasMessageContaining("s3:PutObject");
    assertThat(s3.uploads()).isZero();
    assertThat(s3.stored()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"GONE", "SILENT", "SLOW_DOWN", "INTERNAL_ERROR"})
  void aStoreThatIsAwayIsSaidToBeAway(Fault how) throws IOException {
    var kept = file(500);
    store.put(Sha256.of(kept), kept);
    try (var hasty = place.client(Duration.ofMillis(300))) {
      var impatient = new S3Store(place, hasty, "originals", copies, SMALLEST_PART);
      var file = file(1_000);
      s3.failAlways(how);
      assertThatThrownBy(() -> impatient.put(Sha256.of(file), file))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining(place.toString());
      assertThatThrownBy(() -> impatient.open(Sha256.of(kept)))
          .isInstanceOf(StoreUnavailable.class);
      assertThat(folder.resolve("incoming")).isEmptyDirectory();
      s3.failAlways(null);
      assertThat(s3.stored()).isEqualTo(1);
      impatient.put(Sha256.of(file), file);
      assertThat(s3.stored()).isEqualTo(2);
    }
  }

  @Test
  void aBusyStoreIsAskedAgainAndALostAnswerToo() throws IOException {
    var file = file(1_000);
    var sha256 = Sha256.of(file);
    s3.fail("PUT", Fault.ANSWER_LOST);
    store.put(sha256, file);
    s3.fail("GET", Fault.SLOW_DOWN);
    s3.fail("GET", Fault.TRUNCATED);
    try (var copy = store.open(sha256)) {
      assertThat(copy.path()).hasSameBinaryContentAs(file);
    }
    s3.fail("DELETE", Fault.INTERNAL_ERROR);
    store.delete(sha256);
    assertThat(s3.stored()).isZero();
  }

  @Test
  void whatComesBackChangedIsRefusedAndLeavesNoCopy() throws IOException {
    var file = file(1_000);
    var sha256 = Sha256.of(file);
    store.put(sha256, file);
    s3.fail("GET", Fault.ALTERED);
    assertThatThrownBy(() -> store.open(sha256))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other bytes");
    assertThat(folder.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void whatIsNotWhatItsNameSaysIsNotTaken() throws IOException {
    var name = Sha256.of(file(10));
    assertThatThrownBy(() -> store.put(name, file(20)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("BadDigest");
    assertThat(s3.stored()).isZero();
  }

  @Test
  void aBucketThatKeepsVersionsKeepsNoneOfWhatIsDeleted() throws IOException {
    s3.keepVersions();
    var file = file(1_000);
    var other = file(2_000);
    store.put(Sha256.of(file), file);
    store.put(Sha256.of(other), other);
    store.delete(Sha256.of(file));
    assertThat(s3.stored()).isEqualTo(1);
    assertThat(store.has(Sha256.of(other))).isTrue();
  }

  @Test
  void whatIsOldIsListedPageByPageAndUploadsLeftOverAreGivenUp() throws Exception {
    var hashes = new ArrayList<String>();
    for (var size = 1; size <= 5; size++) {
      var file = file(size);
      hashes.add(Sha256.of(file));
      store.put(hashes.getLast(), file);
    }
    s3.plant("profithack/originals/notes.txt", new byte[] {1});
    s3.plant("profithack/made/" + Sha256.place("e".repeat(64)), new byte[] {1});
    s3.beginUpload("profithack/originals/ab/x");
    s3.beginUpload("elsewhere/x");
    assertThat(listed()).isEmpty();
    store.sweep(Instant.now().minusSeconds(3_600));
    assertThat(s3.uploads()).isEqualTo(2);

    s3.setBack(Instant.now().minus(Duration.ofDays(2)));
    assertThat(listed()).containsExactlyInAnyOrderElementsOf(hashes);
    store.sweep(Instant.now().minusSeconds(3_600));
    assertThat(s3.uploads()).as("that of another program").isEqualTo(1);
  }

  @Test
  void eightReadersFetchAFileOnceAndItsCopyGoesAfterTheLast() throws Exception {
    var file = file(50_000);
    var sha256 = Sha256.of(file);
    store.put(sha256, file);
    s3.requests();
    var asked =
        IntStream.range(0, 8)
            .mapToObj(_ ->
                CompletableFuture.supplyAsync(() -> {
                  try {
                    return store.open(sha256);
                  } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                  }
                }))
            .toList();
    var readers = asked.stream().map(CompletableFuture::join).toList();
    assertThat(s3.requests()).hasSize(1);
    assertThat(readers).extracting(LocalFile::path).containsOnly(readers.getFirst().path());
    for (var reader : readers) {
      assertThat(reader.path()).exists();
      reader.close();
    }
    goneWithinSeconds(readers.getFirst().path());
    try (var again = store.open(sha256)) {
      store.delete(sha256);
      assertThat(again.path()).as("erased is erased").doesNotExist();
    }
  }

  private static void goneWithinSeconds(Path path) throws InterruptedException {
    for (var i = 0; i < 100 && Files.exists(path); i++) {
      Thread.sleep(50);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void theDoctorTriesTheStoreAndLeavesNothingThere() {
    assertThat(StoreCheck.of(new MockEnvironment())).isInstanceOf(Outcome.InFolder.class);
    assertThat(StoreCheck.of(settings(Map.of())))
        .isEqualTo(new Outcome.Works("s3://videos/profithack at " + s3.address(), List.of()));
    assertThat(s3.stored()).isZero();
    s3.forbid("DELETE");
    assertThat(StoreCheck.of(settings(Map.of())))
        .isInstanceOfSatisfying(
            Outcome.Wrong.class,
            wrong -> assertThat(wrong.sentence()).contains("403 AccessDenied", "s3:DeleteObject"));
    s3.permitAll();
    s3.keepVersions();
    assertThat(StoreCheck.of(settings(Map.of())))
        .isInstanceOfSatisfying(
            Outcome.Works.class,
            works -> assertThat(works.notes()).singleElement().asString().contains("versions"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROFITHACK_MEDIA_STORE | s3://other | 404 NoSuchBucket: make the bucket",
        "PROFITHACK_MEDIA_STORE | /srv/videos | not of the form s3://bucket",
        "PROFITHACK_MEDIA_STORE | s3://videos//x | not of the form s3://bucket",
        "AWS_SECRET_ACCESS_KEY | wrong | SignatureDoesNotMatch: the key is not the right one",
        "AWS_SECRET_ACCESS_KEY | '' | belong together",
        "AWS_ACCESS_KEY_ID | AKIDOTHER | InvalidAccessKeyId: the key is not the right one",
        "AWS_REGION | us-east-1 | set AWS_REGION",
        "AWS_ENDPOINT_URL_S3 | http://127.0.0.1:9 | cannot be reached",
        "AWS_ENDPOINT_URL_S3 | s3.example.com | is not an address",
        "PROFITHACK_S3_PATH_STYLE | maybe | is not true, false or auto"
      })
  void theDoctorSaysWhatIsWrongAndWhatToDo(String setting, String value, String sentence) {
    assertThat(StoreCheck.of(settings(Map.of(setting, value))))
        .isInstanceOfSatisfying(
            Outcome.Wrong.class, wrong -> assertThat(wrong.sentence()).contains(sentence));
  }

  private List<String> listed() throws IOException {
    var all = new ArrayList<String>();
    store.keptBefore(Instant.now().minusSeconds(3_600), all::addAll);
    return all;
  }

  /// Always the same bytes for a size.
  private Path file(int size) throws IOException {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(folder.resolve("file-" + size), bytes);
  }

  private PropertyResolver settings(Map<String, String> otherwise) {
    var all = new HashMap<>(s3.settings());
    all.putAll(otherwise);
    var settings = new MockEnvironment();
    all.forEach(settings::setProperty);
    return settings;
  }
}
