package ai.profithack.media;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of a bucket: objects whole or in parts, checksums, versions.
///
/// Source: the S3 API reference, actions PutObject, CreateMultipartUpload, UploadPart,
/// CompleteMultipartUpload, DeleteObject. Not thread-safe: its server calls it one at a time.
final class S3Bucket {
  private static final int PART_MIN = 5 << 20;
  private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);

  /// `version`: null in a bucket that keeps none. `marker`: it only says that it was deleted.
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Version(String key, byte[] bytes, Instant at, @Nullable String version, boolean marker) {
    String etag() {
      return "\"" + HexFormat.of().formatHex(S3Signature.sha256(bytes), 0, 16) + "\"";
    }
  }

  /// `checksummed`: every part has to come, and to be named at the end, with its SHA-256.
  private record Upload(
      String key, Instant begun, boolean checksummed, Map<Integer, byte[]> parts) {}

  private final TreeMap<String, List<Version>> objects = new TreeMap<>();
  private final Map<String, Upload> uploads = new TreeMap<>();
  private boolean versioned;
  private int named;

  void keepVersions() {
    versioned = true;
  }

  boolean isVersioned() {
    return versioned;
  }

  /// What a reader sees.
  Map<String, Version> current() {
    var all = new TreeMap<String, Version>();
    objects.forEach((key, versions) -> {
      if (!versions.getLast().marker()) {
        all.put(key, versions.getLast());
      }
    });
    return all;
  }

  /// All that is stored, seen or not.
  List<Version> versions() {
    return objects.values().stream().flatMap(List::stream).toList();
  }

  Map<String, Instant> uploadsBegun() {
    var all = new HashMap<String, Instant>();
    uploads.forEach((id, upload) -> all.put(id, upload.begun()));
    return all;
  }

  String keyOf(String uploadId) throws S3Refusal {
    return upload(uploadId).key();
  }

  /// Lets everything have happened earlier.
  void setBack(Instant to) {
    objects.replaceAll((_, versions) -> {
      var older = new ArrayList<Version>();
      for (var one : versions) {
        older.add(new Version(one.key(), one.bytes(), to, one.version(), one.marker()));
      }
      return older;
    });
    uploads.replaceAll((_, one) -> new Upload(one.key(), to, one.checksummed(), one.parts()));
  }

  Version put(String key, byte[] bytes, @Nullable String checksum) throws S3Refusal {
    requireChecksum(bytes, checksum);
    return add(key, bytes, false);
  }

  private Version add(String key, byte[] bytes, boolean marker) {
    var version = new Version(key, bytes, Instant.now(), versioned ? "v" + ++named : null, marker);
    var all = objects.computeIfAbsent(key, _ -> new ArrayList<>());
    if (!versioned) {
      all.clear();
    }
    all.add(version);
    return version;
  }

  Version get(String key) throws S3Refusal {
    var one = current().get(key);
    if (one == null) {
      throw new S3Refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
    return one;
  }

  /// The marker that was set, where versions are kept.
  @Nullable Version delete(String key) {
    if (versioned) {
      return add(key, new byte[0], true);
    }
    objects.remove(key);
    return null;
  }

  void deleteVersion(String key, String version) {
    objects.computeIfPresent(
        key,
        (_, versions) -> {
          versions.removeIf(one -> version.equals(one.version()));
          return versions.isEmpty() ? null : versions;
        });
  }

  String begin(String key, @Nullable String checksumAlgorithm) {
    var id = "upload-" + ++named;
    uploads.put(
        id, new Upload(key, Instant.now(), "SHA256".equals(checksumAlgorithm), new HashMap<>()));
    return id;
  }

  Version part(String uploadId, int number, byte[] bytes, @Nullable String checksum)
      throws S3Refusal {
    var upload = upload(uploadId);
    if (number < 1 || number > 10_000) {
      throw new S3Refusal(400, "InvalidArgument", "Part number must be between 1 and 10000.");
    }
    if (upload.checksummed() && checksum == null) {
      throw new S3Refusal(400, "InvalidRequest", "The part has no sha256 checksum.");
    }
    requireChecksum(bytes, checksum);
    upload.parts().put(number, bytes);
    return new Version(upload.key(), bytes, Instant.now(), null, false);
  }

  Version complete(String uploadId, String xml) throws S3Refusal {
    var upload = upload(uploadId);
    var parts = PART.matcher(xml).results().map(match -> match.group(1)).toList();
    if (parts.isEmpty()) {
      throw new S3Refusal(400, "MalformedXML", "You must specify at least one part.");
    }
    var whole = new ByteArrayOutputStream();
    var before = 0;
    for (var i = 0; i < parts.size(); i++) {
      var number = Integer.parseInt(element(parts.get(i), "PartNumber"));
      if (number <= before) {
        throw new S3Refusal(400, "InvalidPartOrder", "The parts are not in ascending order.");
      }
      before = number;
      var bytes = upload.parts().get(number);
      var etag = element(parts.get(i), "ETag").replace("&quot;", "\"");
      if (bytes == null
          || !new Version("", bytes, Instant.EPOCH, null, false)
              .etag()
              .equals(etag.startsWith("\"") ? etag : "\"" + etag + "\"")) {
        throw new S3Refusal(400, "InvalidPart", "Part %d was not found.".formatted(number));
      }
      if (upload.checksummed()
          && !element(parts.get(i), "ChecksumSHA256").equals(base64(S3Signature.sha256(bytes)))) {
        throw new S3Refusal(400, "InvalidPart", "Part %d has another checksum.".formatted(number));
      }
      if (i < parts.size() - 1 && bytes.length < PART_MIN) {
        throw new S3Refusal(400, "EntityTooSmall", "Part %d is too small.".formatted(number));
      }
      whole.writeBytes(bytes);
    }
    uploads.remove(uploadId);
    return add(upload.key(), whole.toByteArray(), false);
  }

  void abort(String uploadId) throws S3Refusal {
    upload(uploadId);
    uploads.remove(uploadId);
  }

  private Upload upload(String id) throws S3Refusal {
    var upload = uploads.get(id);
    if (upload == null) {
      throw new S3Refusal(404, "NoSuchUpload", "The specified upload does not exist.");
    }
    return upload;
  }

  private static void requireChecksum(byte[] bytes, @Nullable String checksum) throws S3Refusal {
    if (checksum != null && !checksum.equals(base64(S3Signature.sha256(bytes)))) {
      throw new S3Refusal(400, "BadDigest", "The SHA256 you specified did not match.");
    }
  }

  private static String element(String xml, String name) {
    var match = Pattern.compile("<%s>(.*?)</%s>".formatted(name, name)).matcher(xml);
    return match.find() ? match.group(1) : "";
  }

  static String base64(byte[] bytes) {
    return new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
  }
}
