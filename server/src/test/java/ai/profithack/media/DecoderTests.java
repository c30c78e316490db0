package ai.profithack.media;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be seen is seen at its moment; what is hostile fails itself and nothing else.
@Timeout(120)
class DecoderTests {
  private static final Decoder DECODER = new Decoder(Clips.HOME, DecodingLimits.DEFAULT);

  @TempDir private Path folder;

  @BeforeAll
  static void ffmpegRuns() throws Exception {
    Clips.ffmpeg();
  }

  @Test
  void fileSaysWhatItIs() throws Exception {
    var facts = decoded(DECODER.probe(Clips.moving()));

    assertThat(facts.container()).isEqualTo("mp4");
    assertThat(facts.videoCodec()).isEqualTo("mpeg4");
    assertThat(facts.audioCodec()).isEqualTo("aac");
    assertThat(facts.width()).isEqualTo(640);
    assertThat(facts.height()).isEqualTo(360);
    assertThat(facts.rotationDegrees()).isZero();
    assertThat(facts.lengthMillis().orElseThrow()).isBetween(9_900L, 10_100L);
  }

  @Test
  void framesComeAtTheirMoments() throws Exception {
    // Black until second 2, then white: the frame at 2.0 is white, the one at 1.5 black.
    var steps =
        Clips.clip(
            "steps.mp4",
            "-f",
            "lavfi",
            "-i",
            "color=black:size=320x240:rate=10:duration=2",
            "-f",
            "lavfi",
            "-i",
            "color=white:size=320x240:rate=10:duration=2",
            "-filter_complex",
            "[0][1]concat",
            "-c:v",
            "mpeg4",
            "-q:v",
            "3");
    var moments = new ArrayList<Long>();
    var white = new ArrayList<Boolean>();

    var footage =
        decoded(
            DECODER.grey(
                steps,
                Sampling.of(2),
                frame -> {
                  moments.add(frame.atMillis());
                  white.add(frame.picture().at(160, 120) > 128);
                }));

    assertThat(moments.subList(0, 8))
        .containsExactly(0L, 500L, 1_000L, 1_500L, 2_000L, 2_500L, 3_000L, 3_500L);
    assertThat(white.subList(0, 8))
        .containsExactly(false, false, false, false, true, true, true, true);
    assertThat(footage.frames()).isEqualTo(moments.size());
  }

  @Test
  void framesAreNoLargerThanAsked() throws Exception {
    var sizes = new ArrayList<String>();

    decoded(
        DECODER.colour(
            Clips.moving(),
            Sampling.of(1).within(256),
            frame -> sizes.add(frame.picture().width() + "x" + frame.picture().height())));

    assertThat(sizes).hasSizeBetween(10, 11).containsOnly("256x144");
  }

  @Test
  void colourIsRedGreenBlue() throws Exception {
    var file = folder.resolve("red.png");
    var picture = new java.awt.image.BufferedImage(8, 4, java.awt.image.BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0xff8000);
    ImageIO.write(picture, "png", file.toFile());
    var values = new ArrayList<byte[]>();

    var footage =
        decoded(
            DECODER.colour(file, Sampling.of(1), frame -> values.add(frame.picture().values())));

    assertThat(footage.facts().container()).isEqualTo("png");
    assertThat(footage.facts().lengthMillis()).isEmpty();
    assertThat(Arrays.copyOf(values.getFirst(), 6))
        .containsExactly((byte) 0xff, (byte) 0x80, 0, 0, 0, 0);
  }

  @Test
  void hashOfADecodedPictureIsTheHashOfThePicture() throws Exception {
    var scene = Scenes.scene(5, 512, 288);
    var file = folder.resolve("scene.png");
    ImageIO.write(scene, "png", file.toFile());
    var hashes = new ArrayList<PdqHash>();

    decoded(
        DECODER.grey(file, Sampling.of(1), frame -> hashes.add(Pdq.hash(frame.picture()).hash())));

    assertThat(hashes).hasSize(1);
    assertThat(hashes.getFirst().distance(Pdq.hash(Scenes.luma(scene)).hash()))
        .isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"doorknob-hd-no-bar", "test-padded-dimensions"})
  @EnabledIfEnvironmentVariable(
      named = "PROFITHACK_SAMPLE_DATA",
      matches = ".+",
      disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
  void framesHaveThePublishedHashes(String name) throws Exception {
    var videos = Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "media", "video");
    var published = Files.readAllLines(videos.resolve(name + ".vpdq.csv"));
    var hashes = new ArrayList<PdqHash>();

    decoded(
        DECODER.grey(
            videos.resolve(name + ".mp4"),
            Sampling.of(30),
            frame -> hashes.add(Pdq.hash(frame.picture()).hash())));

    assertThat(hashes).hasSize(published.size() - 1);
    for (var i = 0; i < hashes.size(); i++) {
      var cells = published.get(i + 1).split(",", -1);
      // By the reference: within 10 bits where the quality is 80 or more.
      if (Integer.parseInt(cells[1]) >= 80) {
        assertThat(hashes.get(i).distance(PdqHash.parse(cells[2])))
            .as("frame " + i)
            .isLessThanOrEqualTo(10);
      }
    }
  }

  @Test
  void turnedRecordingIsTurnedUpright() throws Exception {
    var turned = folder.resolve("turned.mp4");
    Files.write(turned, turned(Files.readAllBytes(Clips.moving())));
    var sizes = new ArrayList<String>();

    var footage =
        decoded(
            DECODER.grey(
                turned,
                Sampling.of(1),
                frame -> sizes.add(frame.picture().width() + "x" + frame.picture().height())));

    assertThat(footage.facts().rotationDegrees()).isEqualTo(90);
    assertThat(footage.facts().width()).isEqualTo(360);
    assertThat(footage.facts().height()).isEqualTo(640);
    assertThat(sizes).containsOnly("360x640");
  }

  @Test
  void noMoreProcessesThanProcessorsRunAtOnce() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var all = new ArrayList<Callable<Decoding<Footage>>>();
    for (var i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++) {
      all.add(() ->
          DECODER.grey(
              Clips.moving(),
              Sampling.of(1).within(64),
              frame -> {
                if (frame.atMillis() == 0) {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                } else if (frame.atMillis() == 9_000) {
                  running.decrementAndGet();
                }
              }));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : threads.invokeAll(all)) {
        decoded(each.get());
      }
    }

    assertThat(most.get()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "just some words",
        "#EXTM3U\n#EXTINF:10,\nADDRESS\n",
        "#EXTM3U\n#EXTINF:10,\nfile://CANARY\n",
        "ffconcat version 1.0\nfile 'CANARY'\n",
        "ffconcat version 1.0\nfile 'ADDRESS'\n",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='ADDRESS'/><image href='file://CANARY'/></svg>",
        "<?xml version='1.0'?><MPD><BaseURL>ADDRESS</BaseURL></MPD>",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
      })
  void textThatNamesOtherThingsToReadIsRefusedAndReadsNothing(String text) throws Exception {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var content =
          text.replace("ADDRESS", "http://127.0.0.1:" + listener.getLocalPort() + "/a.mp4")
              .replace("CANARY", Clips.moving().toString())
              .getBytes(StandardCharsets.UTF_8);

      assertRefused(content);
      // The same behind the first bytes of what is decoded, so that ffmpeg sees it.
      assertRefused(
          joined(
              new byte[] {0, 0, 0, 16, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 0, 0},
              content));
      assertRefused(joined("GIF89a".getBytes(StandardCharsets.US_ASCII), content));

      listener.setSoTimeout(50);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(listener::accept))
          .as("nobody connects")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void playlistGivenToTheChosenDemuxerItselfIsRefused() throws Exception {
    var playlist = folder.resolve("list.mp4");
    Files.writeString(playlist, "ffconcat version 1.0\nfile '" + Clips.moving() + "'\n");

    // Without the check of the first bytes: what ffmpeg itself is told must do.
    for (var container : Container.values()) {
      assertThat(DECODER.probe(playlist, container))
          .as(container.name())
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void recordingThatBreaksOffIsRefused() throws Exception {
    var whole = Files.readAllBytes(Clips.moving());

    assertThat(refusal(Arrays.copyOf(whole, whole.length * 6 / 10)))
        .containsAnyOf("breaks off", "cannot be decoded");
    assertThat(refusal(Arrays.copyOf(whole, 2_000))).startsWith("The file is cut off or damaged");
    assertThat(refusal(Arrays.copyOf(whole, 20))).startsWith("The");
  }

  @Test
  void pictureThatClaimsTenBillionPixelsIsRefusedBeforeItIsAllocated() throws Exception {
    assertThat(refusal(png(100_000, 100_000, new byte[64]))).contains("pixel");
  }

  @Test
  void bombOfZerosIsRefused() throws Exception {
    // 20,000 × 20,000 black pixels in 400 kB.
    var deflated = new ByteArrayOutputStream();
    try (var deflater = new java.util.zip.DeflaterOutputStream(deflated)) {
      var row = new byte[20_001];
      for (var y = 0; y < 20_000; y++) {
        deflater.write(row);
      }
    }

    assertThat(refusal(png(20_000, 20_000, deflated.toByteArray()))).contains("4096 × 4096");
  }

  @Test
  void longRecordingIsRefused() throws Exception {
    var strict =
        new Decoder(
            Clips.HOME,
            new DecodingLimits(
                Duration.ofMinutes(1), 60, 1_536, 1 << 30, 1 << 24, Duration.ofSeconds(5)));

    assertThat(strict.probe(Clips.moving()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("lasts"));
  }

  /// As browsers record: nothing in the file says how long it lasts.
  @Test
  void recordingThatSaysNoLengthIsMeasuredAndIsNoStill() throws Exception {
    var live = live("live.webm", "testsrc2=size=160x120:rate=10:duration=3", "null");

    var facts = decoded(DECODER.probe(live));
    assertThat(facts.lengthMillis().orElseThrow()).isBetween(2_800L, 3_100L);
    assertThat(decoded(DECODER.grey(live, Sampling.of(4), _ -> {})).frames()).isBetween(11, 13);
    assertThat(decoded(new VideoHasher(DECODER).reference(live)).lengthMillis())
        .isBetween(2_800L, 3_100L);
  }

  @Test
  void twoPicturesHoursApartAreALongRecordingWhateverTheFileSays() throws Exception {
    var live = live("apart.webm", "testsrc2=size=160x120:rate=1:duration=2", "setpts=N*40000/TB");
    assertThat(reason(DECODER.grey(live, Sampling.of(1), _ -> {}))).contains("lasts 666 minutes");

    // The same that says it lasts a second.
    var liar = folder.resolve("liar.webm");
    Files.write(liar, Clips.saying(1_000, Clips.apart()));
    assertThat(decoded(DECODER.probe(liar)).lengthMillis()).hasValue(1_000);
    var seen = new AtomicInteger();
    assertThat(reason(DECODER.grey(liar, Sampling.of(1), _ -> seen.incrementAndGet())))
        .isEqualTo("The recording goes on after the 1.0 seconds that its file says it lasts.");
    assertThat(seen.get()).isLessThan(10);
  }

  @Test
  void recordingOfPicturesWithoutMomentsIsRefused() {
    assertThat(reason(Probe.length("N/A,N/A,N/A\n\nN/A\n")))
        .isEqualTo("The file says of no picture when it is shown.");
    // The first begins after 5 seconds, as those of a recording that was joined late.
    assertThat(Probe.length("5.000000,4.9,0.5\n6.0,N/A,N/A\nN/A,5.5,1.000000\n"))
        .isEqualTo(new Decoded<>(1_500L));
    assertThat(Probe.length("-0.5,N/A,0.1\n")).isEqualTo(new Decoded<>(100L));
  }

  @Test
  void allThatIsTakenAtOnceStopsWhereARecordingGoesOn() throws Exception {
    var liar = Files.write(folder.resolve("liar.webm"), Clips.saying(1_000, Clips.apart()));
    var facts = decoded(DECODER.probe(liar));
    var seen = new AtomicInteger();
    var fine = new Taking.Grey(Sampling.of(4), _ -> seen.incrementAndGet());
    var coarse = new Taking.Colour(Sampling.of(1), _ -> seen.incrementAndGet());
    assertThat(reason(DECODER.take(liar, facts, List.of(coarse, fine))))
        .startsWith("The recording goes on after the 1.0 seconds");
    // 3.1 seconds of both.
    assertThat(seen.get()).isEqualTo(4 + 13);
  }

  /// A player may show either, and it decides by rules of its own.
  @ParameterizedTest
  @ValueSource(strings = {"mp4", "webm"})
  void recordingOfSeveralPictureTracksIsRefused(String container) throws Exception {
    var codec = container.equals("mp4") ? "mpeg4" : "libvpx";
    var two =
        Clips.clip(
            "tracks." + container,
            "-f",
            "lavfi",
            "-i",
            "color=white:size=320x240:rate=10:duration=2",
            "-f",
            "lavfi",
            "-i",
            "color=black:size=320x240:rate=10:duration=2",
            "-map",
            "0:v",
            "-map",
            "1:v",
            "-disposition:v:0",
            "0",
            "-disposition:v:1",
            "default",
            "-c:v",
            codec);
    assertThat(DECODER.probe(two))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).contains("2 tracks of pictures"));
    assertThat(DECODER.grey(two, Sampling.of(2), frame -> {})).isInstanceOf(Refused.class);
  }

  /// To ffmpeg the first of two tracks stands for chapters, and is left out; to a browser it is the
  /// recording.
  @Test
  void recordingThatHidesATrackAmongItsChaptersIsRefused() throws Exception {
    var chapters =
        Files.writeString(
            folder.resolve("chapters.txt"),
            ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=one\n");
    var two =
        Clips.clip(
            "chapters.mp4",
            "-f",
            "lavfi",
            "-i",
            "color=white:size=320x240:rate=10:duration=2",
            "-f",
            "lavfi",
            "-i",
            "color=black:size=320x240:rate=10:duration=2",
            "-i",
            chapters.toAbsolutePath().toString(),
            "-map",
            "0:v",
            "-map",
            "1:v",
            "-map_metadata",
            "2",
            "-c:v",
            "mpeg4");
    var bytes = ByteBuffer.wrap(Files.readAllBytes(two));
    var texts = 0;
    for (var at = 4; at + 8 <= bytes.capacity(); at++) {
      switch (bytes.getInt(at)) {
        // The reference to the track of chapters: now the first one is that.
        case 0x63686170 -> bytes.putInt(at + 4, 1);
        case 0x7472616b -> texts = at;
        default -> {
          // What else is in the file.
        }
      }
    }
    // The last track, of the chapters' titles, is no box that anybody reads any more.
    bytes.putInt(texts, 0x66726565);
    assertThat(refusal(bytes.array())).contains("2 tracks of pictures");
  }

  /// A cover is no track: music players show it, nothing moves in it.
  @Test
  void recordingWithACoverIsTaken() throws Exception {
    var cover =
        Clips.clip(
            "cover.mp4",
            "-i",
            Clips.brief().toAbsolutePath().toString(),
            "-f",
            "lavfi",
            "-i",
            "color=red:size=64x64:rate=1:duration=1",
            "-map",
            "0",
            "-map",
            "1:v",
            "-c",
            "copy",
            "-c:v:1",
            "mjpeg",
            "-disposition:v:1",
            "attached_pic");
    assertThat(decoded(DECODER.probe(cover)).videoCodec()).isEqualTo("mpeg4");
  }

  @Test
  void pngThatMovesIsRefusedForOnlyItsFirstPictureWouldBeSeen() throws Exception {
    var moving =
        Clips.clip(
            "moving.png", "-f lavfi -i testsrc2=size=160x120:rate=10 -t 1 -f apng".split(" "));
    assertThat(reason(DECODER.probe(moving))).startsWith("This PNG is animated");
    // Behind something longer than a buffer.
    var bytes = Files.readAllBytes(moving);
    var stuffed = new ByteArrayOutputStream();
    stuffed.write(bytes, 0, 33);
    chunk(stuffed, "juNk", new byte[20_000]);
    stuffed.write(bytes, 33, bytes.length - 33);
    assertThat(refusal(stuffed.toByteArray())).startsWith("This PNG is animated");
    assertThat(refusal(png(4, 4, new byte[0]))).doesNotContain("animated");
  }

  @Test
  void webpThatMovesIsRefusedAndSaysSo() throws Exception {
    var moving =
        Clips.clip(
            "moving.webp",
            "-f lavfi -i testsrc2=size=160x120:rate=5 -t 1 -c:v libwebp_anim".split(" "));
    assertThat(reason(DECODER.probe(moving)))
        .isEqualTo("This WebP is animated, which is not taken; send a GIF or a video.");
    var still =
        Clips.clip(
            "still.webp",
            "-f lavfi -i testsrc2=size=160x120:rate=5 -frames:v 1 -c:v libwebp".split(" "));
    assertThat(decoded(DECODER.probe(still)).width()).isEqualTo(160);
  }

  /// ffprobe refuses such a size by itself, in words of its own.
  @Test
  void recordingWithTooManyPixelsIsToldHowManyArePermitted() throws Exception {
    var large =
        Clips.clip(
            "large.mp4", "-f lavfi -i color=size=7680x4320:rate=1 -t 1 -c:v mpeg4".split(" "));
    var sentence =
        "The picture has 7680 × 4320 pixels; 4096 × 4096 are permitted, or as many in another shape.";
    assertThat(reason(DECODER.probe(large))).isEqualTo(sentence);
    assertThat(reason(DECODER.grey(large, Sampling.of(1), frame -> {}))).isEqualTo(sentence);
  }

  @Test
  void fileOfNoBytesIsEmpty() throws Exception {
    var nothing = Files.createFile(folder.resolve("nothing.mp4"));
    assertThat(reason(DECODER.probe(nothing))).isEqualTo("The file is empty.");
  }

  private static Path live(String name, String source, String filter) {
    return Clips.clip(
        name,
        ("-f lavfi -i " + source + " -vf " + filter + " -vsync 0 -c:v libvpx -live 1").split(" "));
  }

  @Test
  void outputTimeAndPixelsBeyondTheLimitsAreRefused() throws Exception {
    var defaults = DecodingLimits.DEFAULT;
    var little =
        new DecodingLimits(
            defaults.wall(), 60, 1_536, 1 << 20, defaults.pixels(), defaults.length());
    var small = new DecodingLimits(defaults.wall(), 60, 1_536, 1 << 30, 100_000, defaults.length());
    var narrow =
        new DecodingLimits(defaults.wall(), 60, 40, 1 << 30, defaults.pixels(), defaults.length());
    var clip = Clips.moving();

    assertThat(reason(new Decoder(Clips.HOME, little).grey(clip, Sampling.of(10), frame -> {})))
        .contains("puts out more than 1 MiB");
    assertThat(reason(new Decoder(Clips.HOME, small).grey(clip, Sampling.of(10), frame -> {})))
        .contains("pixels");
    assertThat(reason(new Decoder(Clips.HOME, narrow).grey(clip, Sampling.of(10), frame -> {})))
        .contains("cannot be decoded");
  }

  @Test
  void mutatedFilesEndAsAClearOutcomeAndLeaveNoProcess() throws Exception {
    var whole = Files.readAllBytes(Clips.moving());
    var random = new Random(4);
    var file = folder.resolve("mutated");
    var before = ProcessHandle.current().children().count();

    for (var i = 0; i < 12; i++) {
      var mutated = whole.clone();
      for (var flips = 1 << random.nextInt(10); flips > 0; flips--) {
        // Half of them in the header.
        var range = flips % 2 == 0 ? mutated.length : 8_000;
        mutated[8 + random.nextInt(range - 8)] = (byte) random.nextInt(256);
      }
      Files.write(file, mutated);
      var decoding = DECODER.grey(file, Sampling.of(1).within(128), frame -> {});
      if (decoding instanceof Refused<Footage>(var reason)) {
        assertThat(reason).endsWith(".").doesNotContain(folder.toString());
      }
    }

    assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(before);
  }

  @Test
  void sinkThatFailsEndsTheProcess() throws Exception {
    var before = ProcessHandle.current().children().count();

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() ->
                DECODER.grey(
                    Clips.moving(),
                    Sampling.of(25),
                    frame -> {
                      throw new IllegalArgumentException("enough");
                    })))
        .hasMessage("enough");
    for (var i = 0; i < 100 && ProcessHandle.current().children().count() > before; i++) {
      Thread.sleep(20);
    }
    assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(before);
  }

  private void assertRefused(byte[] content) throws Exception {
    assertThat(refusal(content)).endsWith(".");
  }

  private String refusal(byte[] content) throws Exception {
    var file = folder.resolve("hostile.mp4");
    Files.write(file, content);
    var handedOut = new AtomicInteger();
    var reason = reason(DECODER.grey(file, Sampling.of(1), frame -> handedOut.incrementAndGet()));
    if (!reason.contains("breaks off")) {
      assertThat(handedOut).hasValue(0);
    }
    return reason;
  }

  private static String reason(Decoding<?> decoding) {
    assertThat(decoding).isInstanceOf(Refused.class);
    return ((Refused<?>) decoding).reason();
  }

  private static <T> T decoded(Decoding<T> decoding) {
    assertThat(decoding).isInstanceOf(Decoded.class);
    return requireNonNull(((Decoded<T>) decoding).value());
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /// Sets the first track's matrix to a quarter turn, as phones do.
  private static byte[] turned(byte[] mp4) {
    var text = new String(mp4, StandardCharsets.ISO_8859_1);
    var matrix = text.indexOf("tkhd") + 4 + 40;
    var buffer = ByteBuffer.wrap(mp4);
    var values = List.of(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000);
    for (var i = 0; i < values.size(); i++) {
      buffer.putInt(matrix + 4 * i, values.get(i));
    }
    return mp4;
  }

  private static byte[] png(int width, int height, byte[] data) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    var header =
        ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[] {8, 0, 0, 0, 0});
    chunk(bytes, "IHDR", header.array());
    chunk(bytes, "IDAT", data);
    chunk(bytes, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream bytes, String type, byte[] content)
      throws IOException {
    var stream = new DataOutputStream(bytes);
    var name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(content);
    stream.writeInt(content.length);
    stream.write(name);
    stream.write(content);
    stream.writeInt((int) crc.getValue());
  }
}
