package ai.profithack.provenance;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Small files, and a signer and a reader that know each other.
final class Samples {
  static final int CHUNK = 100;

  private final Path folder;

  Samples(Path folder) {
    this.folder = folder;
  }

  Path home() {
    return folder.resolve("home");
  }

  Provenance provenance() throws IOException {
    return new Provenance("", "", home(), Clock.systemUTC());
  }

  /// One that knows nobody.
  Provenance stranger() throws IOException {
    return new Provenance("", "", folder.resolve("nobody"), Clock.systemUTC());
  }

  CredentialSigner signer() throws IOException {
    return new CredentialSigner("", "", home(), provenance(), Clock.systemUTC());
  }

  /// A file signed by our own certificate, made from itself without credentials.
  Path signed(Path made) throws IOException, UnsignableFile {
    var signed = made.resolveSibling("signed-" + made.getFileName());
    signer().sign(made, signed, made, "A title", List.of(Edit.TRANSCODED, Edit.EDITED));
    return signed;
  }

  Path picture(String name, String format) throws IOException {
    var picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillOval(5, 5, 20, 20);
    graphics.dispose();
    var file = folder.resolve(name);
    ImageIO.write(picture, format, file.toFile());
    return file;
  }

  Path jpeg() throws IOException {
    return picture("picture.jpg", "jpg");
  }

  /// A recording of two tracks, whose chunks hold the numbers 1 and 2.
  Path video(String name, boolean indexFirst, boolean wide) throws IOException {
    var type = box("ftyp", "isom\0\0\0\1isommp41".getBytes(StandardCharsets.ISO_8859_1));
    var data = new byte[2 * CHUNK];
    Arrays.fill(data, 0, CHUNK, (byte) 1);
    Arrays.fill(data, CHUNK, 2 * CHUNK, (byte) 2);
    var media = box("mdat", data);
    var before = type.length + (indexFirst ? movie(wide, 0).length : 0) + 8;
    var movie = movie(wide, before);
    var file = folder.resolve(name);
    Files.write(file, indexFirst ? joined(type, movie, media) : joined(type, media, movie));
    return file;
  }

  private static byte[] movie(boolean wide, long dataAt) {
    return box("moov", track(wide, dataAt), track(wide, dataAt + CHUNK));
  }

  private static byte[] track(boolean wide, long at) {
    var table = ByteBuffer.allocate(8 + (wide ? 8 : 4)).putInt(0).putInt(1);
    if (wide) {
      table.putLong(at);
    } else {
      table.putInt((int) at);
    }
    return box(
        "trak", box("mdia", box("minf", box("stbl", box(wide ? "co64" : "stco", table.array())))));
  }

  /// What the chunk of each track starts with, found the way a player does.
  static List<Integer> chunks(Path video) throws IOException, MalformedCredentials {
    try (var file = FileBytes.open(video)) {
      var found = new ArrayList<Integer>();
      for (var box : BmffBoxes.of(file).whole().all()) {
        if (box.type().equals("stco")) {
          found.add(file.u8(file.u32(box.start() + 16)));
        } else if (box.type().equals("co64")) {
          found.add(file.u8(file.u64(box.start() + 16)));
        }
      }
      return found;
    }
  }

  static byte[] box(String type, byte[]... contents) {
    return JumbfBox.box(type, contents);
  }

  static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  /// A JPEG that carries a store, whatever that is.
  Path carrying(String name, byte[] store) throws IOException {
    var picture = Files.readAllBytes(jpeg());
    var file = folder.resolve(name);
    Files.write(
        file,
        joined(
            Arrays.copyOf(picture, 2),
            JpegSegments.segments(store),
            Arrays.copyOfRange(picture, 2, picture.length)));
    return file;
  }

  Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  static @Nullable Path shared(String name) {
    var folder = System.getenv("PROFITHACK_SAMPLE_DATA");
    return folder == null || folder.isBlank() ? null : Path.of(folder, name);
  }
}
