package ai.profithack.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The kinds of files that are decoded, recognised by their first bytes, never by name.
///
/// Each has the one demuxer that ffmpeg is told to use. None of them is a playlist: a file cannot
/// name other files or addresses to be read.
enum Container {
  MP4("mov", false),
  WEBM("matroska", false),
  GIF("gif", false),
  PNG("png_pipe", true),
  JPEG("jpeg_pipe", true),
  WEBP("webp_pipe", true);

  private static final String UNKNOWN =
      "This is not a video or a picture of a known kind: MP4, WebM, GIF, PNG, JPEG or WebP.";

  /// How many of the first bytes tell the kind.
  static final int HEAD_BYTES = 12;

  private static final int WEBP_FLAGS = 20;
  private static final int WEBP_ANIMATED = 0x02;
  private static final int PNG_SIGNATURE_BYTES = 8;
  private static final int PNG_CHECKSUM_BYTES = 4;

  private final String demuxer;
  private final boolean still;

  Container(String demuxer, boolean still) {
    this.demuxer = demuxer;
    this.still = still;
  }

  /// As ffmpeg calls it.
  String demuxer() {
    return demuxer;
  }

  /// One picture without time.
  boolean still() {
    return still;
  }

  static Optional<Container> of(Path file) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      return of(bytes.readNBytes(HEAD_BYTES));
    }
  }

  /// Why a file is refused that is none of them.
  static String refusal(Path file) throws IOException {
    return Files.size(file) == 0 ? "The file is empty." : UNKNOWN;
  }

  /// Whether a WebP is animated, which ffmpeg cannot read: the first chunk of such a one is VP8X,
  /// and its flags say so.
  ///
  /// Source: RFC 9649, 2.7.
  static boolean isAnimatedWebp(Path webp) throws IOException {
    try (var bytes = Files.newInputStream(webp)) {
      var head = bytes.readNBytes(WEBP_FLAGS + 1);
      return head.length > WEBP_FLAGS
          && new String(head, HEAD_BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1).equals("VP8X")
          && (head[WEBP_FLAGS] & WEBP_ANIMATED) != 0;
    }
  }

  /// Whether a PNG is animated: its chunk acTL stands before its pictures. Only the first of them
  /// would be decoded, while browsers show them all.
  ///
  /// Source: PNG (Third Edition), W3C 2025, 11.3.5.1.
  static boolean isAnimatedPng(Path png) throws IOException {
    try (var chunks = new DataInputStream(new BufferedInputStream(Files.newInputStream(png)))) {
      chunks.skipNBytes(PNG_SIGNATURE_BYTES);
      while (true) {
        var length = Integer.toUnsignedLong(chunks.readInt());
        var type = new String(chunks.readNBytes(Integer.BYTES), StandardCharsets.ISO_8859_1);
        if (type.equals("acTL") || type.equals("IDAT")) {
          return type.equals("acTL");
        }
        chunks.skipNBytes(length + PNG_CHECKSUM_BYTES);
      }
    } catch (EOFException noPicture) {
      return false;
    }
  }

  /// By the first [#HEAD_BYTES] of a file.
  static Optional<Container> of(byte[] head) {
    // One byte, one character.
    var text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("ftyp", 4)) {
      return Optional.of(MP4);
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return Optional.of(WEBM);
    }
    if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    return text.startsWith("RIFF") && text.startsWith("WEBP", 8)
        ? Optional.of(WEBP)
        : Optional.empty();
  }
}
