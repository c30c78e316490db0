package ai.profithack.media;

import ai.profithack.media.SoundMatcher.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which edits of a piece of sound are recognised: works are put into a bank, pieces of them are
/// edited and encoded by the ffmpeg on the `PATH` in every way that people use, and looked for; so
/// are pieces of works that are in no bank.
///
/// The works are tunes made by chance and the recordings in the folder that the first argument names.
/// A second argument is a regular expression: only edits whose names match it are made.
///
///     mvn -P sounds -pl codegen,server,bench process-classes -Dsounds.data=FOLDER
public final class SoundsTable {
  private static final int TUNES = 6;
  private static final int UNKNOWN = 3;
  private static final int SECONDS = 60;
  private static final int PIECE = 15;
  private static final String AAC = "-c:a aac -b:a 96k";

  /// Matches below the matcher's bound are looked at too, from here on.
  private static final double CHANCE = 5;

  private static final String RECORDINGS = ".*\\.(ogg|mp3|m4a|mp4|flac|wav|opus)";
  private static final List<String> RAW = List.of("-f", "s16le", "-ar", "16000", "-ac", "1");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path folder;
  private final List<Work> works = new ArrayList<>();

  private SoundsTable(Path folder) {
    this.folder = folder;
  }

  /// `tune`: whether it was made here. `known`: whether it is in the bank. `file`: its samples.
  private record Work(String name, boolean tune, boolean known, Path file, Sound sound) {}

  /// `filter`: of sound, `[0:a]` to `[a]`.
  private record SoundEdit(String name, int seconds, String filter, String encoding) {
    String file() {
      return encoding.contains("mp3") ? "mp3" : "m4a";
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("sounds");
    try {
      var table = new SoundsTable(folder);
      table.make();
      if (arguments.length > 0 && !arguments[0].isEmpty()) {
        table.take(Path.of(arguments[0]));
      }
      table.print(arguments.length > 1 ? arguments[1] : "");
    } finally {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void make() throws IOException {
    for (var seed = 0; seed < TUNES + UNKNOWN; seed++) {
      var sound = Tune.of(seed, SECONDS);
      var bytes = ByteBuffer.allocate(2 * sound.samples().length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asShortBuffer().put(sound.samples());
      var file = folder.resolve("tune-" + seed + ".raw");
      Files.write(file, bytes.array());
      works.add(new Work("tune " + seed, true, seed < TUNES, file, sound));
    }
  }

  private void take(Path data) throws IOException, InterruptedException {
    List<Path> files;
    try (var all = Files.walk(data)) {
      files = all.filter(file -> file.toString().matches(RECORDINGS)).sorted().toList();
    }
    for (var file : files) {
      var raw = folder.resolve("work-%d.raw".formatted(works.size()));
      var sound = decoded(file, raw, 2 * SECONDS);
      if (sound.seconds() > PIECE + 5) {
        works.add(
            new Work(file.getFileName().toString(), false, works.size() % 4 != 3, raw, sound));
      }
    }
  }

  private void print(String only) throws InterruptedException {
    var items = new ArrayList<Item>();
    var seconds = 0.0;
    for (var i = 0; i < works.size(); i++) {
      if (works.get(i).known()) {
        items.add(new Item(i, false, SoundHasher.reference(works.get(i).sound())));
        seconds += works.get(i).sound().seconds();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d works of %d, %.0f s of sound, %d peaks%n",
        items.size(),
        works.size(),
        seconds,
        items.stream().mapToInt(each -> each.hash().peaks().size()).sum());
    var matcher = new SoundMatcher(items, CHANCE);
    System.out.println(
        "| edit | tunes | recordings | evidence, least of what is right | most of what is wrong | mistaken | processor time | not recognised |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (var edit : edits()) {
      if (only.isEmpty() || edit.name().matches(only)) {
        row(edit, matcher);
      }
    }
  }

  /// How one work was recognised. `own`: the evidence for itself; `other`: the most for another.
  private record Outcome(Work work, double own, double other, double cpuSeconds) {
    boolean recognised() {
      return own >= SoundMatcher.EVIDENCE_MIN;
    }
  }

  private void row(SoundEdit edit, SoundMatcher matcher) {
    var outcomes =
        IntStream.range(0, works.size())
            .parallel()
            .mapToObj(i -> outcome(i, edit, matcher))
            .toList();
    var known = outcomes.stream().filter(each -> each.work.known()).toList();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.0f | %.0f | %d | %.2f s | %s |%n",
        edit.name(),
        share(known.stream().filter(each -> each.work.tune()).toList()),
        share(known.stream().filter(each -> !each.work.tune()).toList()),
        known.stream().mapToDouble(Outcome::own).min().orElse(0),
        outcomes.stream().mapToDouble(Outcome::other).max().orElse(0),
        outcomes.stream().filter(each -> each.other >= SoundMatcher.EVIDENCE_MIN).count(),
        outcomes.stream().mapToDouble(Outcome::cpuSeconds).average().orElse(0),
        known.stream()
            .filter(each -> !each.recognised())
            .map(each -> each.work.name())
            .collect(Collectors.joining(", ")));
  }

  private static String share(List<Outcome> outcomes) {
    return outcomes.stream().filter(Outcome::recognised).count() + " of " + outcomes.size();
  }

  private Outcome outcome(int number, SoundEdit edit, SoundMatcher matcher) {
    var work = works.get(number);
    var sound = edited(number, edit);
    var began = THREADS.getCurrentThreadCpuTime();
    var matches = matcher.matches(SoundHasher.query(sound));
    var cpuSeconds = (THREADS.getCurrentThreadCpuTime() - began) / 1e9;
    var own = 0.0;
    var other = 0.0;
    for (var match : matches) {
      if (match.itemId() == number) {
        own = Math.max(own, match.evidence());
      } else {
        other = Math.max(other, match.evidence());
      }
    }
    return new Outcome(work, own, other, cpuSeconds);
  }

  /// A piece of a work from a second that chance chooses, edited, encoded and decoded.
  private Sound edited(int number, SoundEdit edit) {
    var work = works.get(number);
    var room = Math.max(1, (int) work.sound().seconds() - edit.seconds() - 1);
    var from = new Random(number * 31L + 7).nextInt(room);
    var encoded = folder.resolve("edited-%d.%s".formatted(number, edit.file()));
    var raw = folder.resolve("decoded-%d.raw".formatted(number));
    try {
      var command = new ArrayList<>(RAW);
      command.addAll(0, List.of("-ss", "" + from, "-t", "" + edit.seconds()));
      command.addAll(List.of("-i", work.file().toString()));
      command.addAll(List.of("-filter_complex", edit.filter(), "-map", "[a]"));
      command.addAll(List.of(edit.encoding().split(" ", -1)));
      command.add(encoded.toString());
      ffmpeg(command);
      return decoded(encoded, raw, edit.seconds() * 2);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /// As [Decoder] does it.
  private static Sound decoded(Path file, Path raw, int seconds)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("-i", file.toString(), "-t", "" + seconds));
    command.addAll(RAW);
    command.add(raw.toString());
    ffmpeg(command);
    var bytes = Files.readAllBytes(raw);
    var samples = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return new Sound(samples);
  }

  private static void ffmpeg(List<String> arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-nostdin", "-threads", "1"));
    command.addAll(arguments);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  private static final String WORDS =
      "'and now we look at what happened yesterday in the city where people met to talk about the weather and the new bridge over the river which was opened in the morning by the mayor who said that nobody had expected it to be ready so soon'";
  private static final String LOUD = "loudnorm=I=-20:TP=-2,aresample=16000";
  private static final String MONO = ",aformat=channel_layouts=mono";

  private static List<SoundEdit> edits() {
    var edits = new ArrayList<SoundEdit>();
    for (var rate : List.of(128, 64, 32)) {
      edits.add(
          encoded("MP3 %d kbit/s".formatted(rate), "-c:a libmp3lame -b:a %dk".formatted(rate)));
    }
    for (var rate : List.of(128, 64, 32, 24)) {
      edits.add(encoded("AAC %d kbit/s".formatted(rate), "-c:a aac -b:a %dk".formatted(rate)));
    }
    edits.add(encoded("stereo, AAC 64 kbit/s", "-ac 2 -c:a aac -b:a 64k"));
    add(edits, "20 dB quieter", "volume=-20dB");
    add(edits, "12 dB louder, clipped", "volume=12dB");
    add(edits, "compressed", "acompressor=threshold=0.05:ratio=8:attack=5:release=100:makeup=4");
    add(edits, "low-pass at 1 kHz", "lowpass=f=1000");
    add(edits, "telephone, 300 to 3,400 Hz", "highpass=f=300,lowpass=f=3400");
    add(edits, "10 dB more bass, 10 dB less treble", "bass=g=10,treble=g=-10");
    add(edits, "echo", "aecho=0.8:0.7:60|120:0.5|0.3");
    for (var noise : List.of(20, 10, 5, 0)) {
      add(edits, "white noise, SNR %d dB".formatted(noise), with(NOISE, -noise));
    }
    for (var over : List.of(10, 5, 0, -5)) {
      add(
          edits,
          "speech over it, the music %d dB %s"
              .formatted(Math.abs(over), over < 0 ? "quieter" : "louder"),
          with("flite=text=" + WORDS + ":voice=slt", -over));
    }
    for (var speed : List.of("0.85", "0.9", "0.95", "0.98", "1.02", "1.05", "1.1", "1.15")) {
      add(edits, "speed and pitch × " + speed, "asetrate=16000*" + speed + ",aresample=16000");
      add(edits, "speed × " + speed + ", pitch kept", "atempo=" + speed);
    }
    for (var semitones : List.of(-3, -2, -1, 1, 2, 3)) {
      add(
          edits,
          "pitch %+d semitones, speed kept".formatted(semitones),
          String.format(Locale.ROOT, "rubberband=pitch=%.5f", Math.pow(2, semitones / 12.0)));
    }
    for (var seconds : List.of(10, 7, 5, 4, 3, 2)) {
      edits.add(new SoundEdit(seconds + " s of it", seconds, "[0:a]anull[a]", AAC));
    }
    edits.add(
        new SoundEdit(
            "5 s of it, white noise, SNR 10 dB", 5, "[0:a]" + with(NOISE, -10) + "[a]", AAC));
    return edits;
  }

  private static final String NOISE =
      "anoisesrc=color=white:amplitude=1:sample_rate=16000:duration=15";

  /// Filters that bring the work and another sound to one loudness, and mix them.
  private static String with(String other, int decibels) {
    return LOUD
        + MONO
        + "[m];"
        + other
        + ","
        + LOUD
        + ",volume=%ddB".formatted(decibels)
        + MONO
        + "[n];[m][n]amix=inputs=2:duration=first:normalize=0";
  }

  private static SoundEdit encoded(String name, String encoding) {
    return new SoundEdit(name, PIECE, "[0:a]anull[a]", encoding);
  }

  private static void add(List<SoundEdit> edits, String name, String filter) {
    edits.add(new SoundEdit(name, PIECE, "[0:a]" + filter + "[a]", AAC));
  }
}
