package ai.profithack.provenance;

import ai.profithack.provenance.Issue.Severity;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The upload that something of ours was made from: the assertion that says so, and the manifests
/// that it had, carried over byte for byte with what we found when we verified them. Those of an
/// upload whose credentials cannot be read are left behind.
@SuppressWarnings("ArrayRecordComponent")
record ParentUpload(Map<String, Object> ingredient, List<byte[]> manifests) {

  static ParentUpload of(Path upload, String title, Credentials credentials) throws IOException {
    try (var file = FileBytes.open(upload)) {
      var ingredient = new LinkedHashMap<String, Object>();
      ingredient.put("dc:title", title);
      ingredient.put("dc:format", format(file));
      ingredient.put("relationship", "parentOf");
      var manifests = manifests(file);
      if (!manifests.isEmpty()) {
        carryOver(ingredient, manifests, credentials);
      }
      return new ParentUpload(
          ingredient,
          manifests.stream()
              .map(manifest -> JumbfBox.box("jumb", manifest.box().content()))
              .toList());
    }
  }

  private static void carryOver(
      Map<String, Object> ingredient, List<StoredManifest> manifests, Credentials credentials) {
    var active = manifests.getLast();
    ingredient.put("validationResults", Map.of("activeManifest", results(active, credentials)));
    ingredient.put("activeManifest", reference(active.address(), active.box()));
    active
        .signature()
        .ifPresent(signature ->
            ingredient.put(
                "claimSignature", reference(active.address() + "/c2pa.signature", signature)));
  }

  private static Map<String, Object> reference(String address, JumbfBox box) {
    try {
      var reference = new LinkedHashMap<String, Object>();
      reference.put("url", address);
      reference.put("hash", box.digest("sha256"));
      return reference;
    } catch (MalformedCredentials impossible) {
      throw new IllegalStateException("SHA-256 is known", impossible);
    }
  }

  /// What verifying the upload's own credentials showed, for those who look at ours.
  private static Map<String, Object> results(StoredManifest active, Credentials credentials) {
    var success = new ArrayList<Object>();
    var informational = new ArrayList<Object>();
    var failure = new ArrayList<Object>();
    for (var issue : credentials.issues()) {
      (issue.severity() == Severity.INFORMATION ? informational : failure)
          .add(status(issue.code(), issue.about(), issue.explanation()));
    }
    if (credentials.issues().stream()
        .noneMatch(issue -> issue.code().startsWith("claimSignature."))) {
      success.add(
          status(
              "claimSignature.validated",
              active.address() + "/c2pa.signature",
              "The signature is valid."));
    }
    var results = new LinkedHashMap<String, Object>();
    results.put("success", success);
    results.put("informational", informational);
    results.put("failure", failure);
    return results;
  }

  private static Map<String, Object> status(String code, String about, String explanation) {
    var status = new LinkedHashMap<String, Object>();
    status.put("code", code);
    status.put("url", about);
    status.put("explanation", explanation);
    return status;
  }

  private static List<StoredManifest> manifests(FileBytes file) throws IOException {
    var container = Container.of(file);
    if (container.isEmpty()) {
      return List.of();
    }
    try {
      var embedded = container.orElseThrow().embedded(file);
      return embedded.isEmpty()
          ? List.of()
          : List.copyOf(StoredManifest.all(embedded.store()).values());
    } catch (MalformedCredentials unreadable) {
      return List.of();
    }
  }

  static String format(FileBytes file) throws IOException {
    var container = Container.of(file);
    if (container.isEmpty()) {
      return "application/octet-stream";
    }
    return switch (container.orElseThrow()) {
      case JPEG -> "image/jpeg";
      case PNG -> "image/png";
      case BMFF -> isQuickTime(file) ? "video/quicktime" : "video/mp4";
    };
  }

  private static boolean isQuickTime(FileBytes file) throws IOException {
    try {
      return !file.fourCharacters(4).equals("ftyp") || file.fourCharacters(8).equals("qt  ");
    } catch (EOFException tooShort) {
      return false;
    }
  }
}
