package ai.profithack.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Files in an S3-compatible store.
///
/// A file is asked for before it is sent, and sent with its SHA-256, by which the store refuses
/// what was changed on the way; a large one in parts, each with its own. Sending the same bytes
/// twice at the same time is harmless: both would be the same object.
final class S3Store implements ContentStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

  /// Larger files go in parts of this size.
  static final int PART_BYTES = 8 << 20;

  private static final int NOT_FOUND = 404;
  private static final String BYTES = "application/octet-stream";

  private final S3Place place;
  private final S3Client client;
  private final String folder;
  private final WorkingCopies copies;
  private final int partBytes;

  /// `folder`: below the place's prefix. `client` and `copies` are the caller's to close.
  S3Store(S3Place place, S3Client client, String folder, WorkingCopies copies, int partBytes) {
    this.place = place;
    this.client = client;
    this.folder = folder;
    this.copies = copies;
    this.partBytes = partBytes;
  }

  @Override
  public void put(String sha256, Path file) throws IOException {
    try {
      if (has(sha256)) {
        return;
      }
      if (Files.size(file) <= partBytes) {
        var checksum = base64(HexFormat.of().parseHex(sha256));
        client.putObject(
            put -> put.bucket(place.bucket()).key(key(sha256)).checksumSHA256(checksum),
            RequestBody.fromFile(file));
      } else {
        putInParts(sha256, file);
      }
    } catch (SdkException failure) {
      throw S3Trouble.of(place, failure);
    }
  }

  private void putInParts(String sha256, Path file) throws IOException {
    var key = key(sha256);
    var upload =
        client
            .createMultipartUpload(create ->
                create.bucket(place.bucket()).key(key).checksumAlgorithm(ChecksumAlgorithm.SHA256))
            .uploadId();
    var complete = false;
    try {
      complete(sha256, upload, parts(key, upload, file));
      complete = true;
    } finally {
      if (!complete) {
        abort(key, upload);
      }
    }
  }

  /// One after another, so that a file takes no more memory than one part.
  private List<CompletedPart> parts(String key, String upload, Path file) throws IOException {
    var parts = new ArrayList<CompletedPart>();
    var bytes = new byte[partBytes];
    try (var content = Files.newInputStream(file)) {
      for (var count = content.readNBytes(bytes, 0, partBytes);
          count > 0;
          count = content.readNBytes(bytes, 0, partBytes)) {
        parts.add(send(key, upload, parts.size() + 1, bytes, count));
      }
    }
    return parts;
  }

  private void complete(String sha256, String upload, List<CompletedPart> parts)
      throws IOException {
    try {
      client.completeMultipartUpload(end ->
          end.bucket(place.bucket())
              .key(key(sha256))
              .uploadId(upload)
              .multipartUpload(all -> all.parts(parts)));
    } catch (NoSuchUploadException asked) {
      // The first answer may have been lost, and the upload be complete since then.
      if (!has(sha256)) {
        throw asked;
      }
    }
  }

  private CompletedPart send(String key, String upload, int number, byte[] bytes, int count) {
    var digest = Sha256.digest();
    digest.update(bytes, 0, count);
    var checksum = base64(digest.digest());
    var sent =
        client.uploadPart(
            part ->
                part.bucket(place.bucket())
                    .key(key)
                    .uploadId(upload)
                    .partNumber(number)
                    .checksumSHA256(checksum),
            RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, count), count, BYTES));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(sent.eTag())
        .checksumSHA256(checksum)
        .build();
  }

  /// What cannot be given up now is swept later; why the upload failed is what counts.
  private void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(end -> end.bucket(place.bucket()).key(key).uploadId(upload));
    } catch (SdkException alsoFailed) {
      LOG.warn("The parts of {} are left in the store until they are swept.", key, alsoFailed);
    }
  }

  @Override
  public LocalFile open(String sha256) throws IOException {
    return copies.open(sha256, path -> fetch(sha256, path));
  }

  private void fetch(String sha256, Path path) throws IOException {
    try {
      client.getObject(
          get -> get.bucket(place.bucket()).key(key(sha256)), ResponseTransformer.toFile(path));
    } catch (NoSuchKeyException none) {
      var absent = new NoSuchFileException(key(sha256));
      absent.initCause(none);
      throw absent;
    } catch (SdkException failure) {
      throw S3Trouble.of(place, failure);
    }
    if (!Sha256.of(path).equals(sha256)) {
      throw new IOException(
          "The store %s gave other bytes for %s than were kept there."
              .formatted(place, key(sha256)));
    }
  }

  @Override
  public boolean has(String sha256) throws IOException {
    try {
      client.headObject(head -> head.bucket(place.bucket()).key(key(sha256)));
      return true;
    } catch (S3Exception refused) {
      if (refused.statusCode() == NOT_FOUND) {
        return false;
      }
      throw S3Trouble.of(place, refused);
    } catch (SdkException failure) {
      throw S3Trouble.of(place, failure);
    }
  }

  @Override
  public void delete(String sha256) throws IOException {
    var key = key(sha256);
    try {
      var deleted = client.deleteObject(one -> one.bucket(place.bucket()).key(key));
      if (Boolean.TRUE.equals(deleted.deleteMarker())) {
        deleteVersions(key);
      }
    } catch (SdkException failure) {
      throw S3Trouble.of(place, failure);
    } finally {
      copies.forget(sha256);
    }
  }

  /// A bucket that keeps versions has only hidden it.
  private void deleteVersions(String key) {
    var pages = client.listObjectVersionsPaginator(all -> all.bucket(place.bucket()).prefix(key));
    for (var page : pages) {
      for (var version : page.versions()) {
        deleteVersion(version.key(), version.versionId());
      }
      for (var marker : page.deleteMarkers()) {
        deleteVersion(marker.key(), marker.versionId());
      }
    }
  }

  private void deleteVersion(String key, String version) {
    client.deleteObject(one -> one.bucket(place.bucket()).key(key).versionId(version));
  }

  @Override
  public void keptBefore(Instant before, Some some) throws IOException {
    try {
      var pages = client.listObjectsV2Paginator(all -> all.bucket(place.bucket()).prefix(key()));
      for (var page : pages) {
        var hashes = new ArrayList<String>();
        for (var object : page.contents()) {
          var name = object.key().substring(object.key().lastIndexOf('/') + 1);
          if (Sha256.isOne(name)
              && object.key().equals(key(name))
              && object.lastModified().isBefore(before)) {
            hashes.add(name);
          }
        }
        if (!hashes.isEmpty()) {
          some.take(List.copyOf(hashes));
        }
      }
    } catch (SdkException failure) {
      throw S3Trouble.of(place, failure);
    }
  }

  @Override
  public void sweep(Instant before) throws IOException {
    try {
      var pages =
          client.listMultipartUploadsPaginator(all -> all.bucket(place.bucket()).prefix(key()));
      for (var page : pages) {
        for (var upload : page.uploads()) {
          if (upload.initiated().isBefore(before)) {
            client.abortMultipartUpload(
                end -> end.bucket(place.bucket()).key(upload.key()).uploadId(upload.uploadId()));
          }
        }
      }
    } catch (SdkException failure) {
      throw S3Trouble.of(place, failure);
    }
  }

  private String key() {
    return place.key(folder + "/");
  }

  private String key(String sha256) {
    return key() + Sha256.place(sha256);
  }

  private static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }
}
