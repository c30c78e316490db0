package ai.profithack.moderation.web;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.media.BankItem;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.ImportedHashes;
import ai.profithack.moderation.KnownMaterial;
import ai.profithack.moderation.KnownMaterial.Put;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// The banks of known material for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/moderation/banks")
@Allow({Role.ADMIN, Role.MODERATOR})
@Tag(name = "Moderation")
class BankEndpoints {
  static final int DOUBTED_MAX = 200;

  private final KnownMaterial material;
  private final BankRequests requests;
  private final CurrentActor current;

  BankEndpoints(KnownMaterial material, BankRequests requests, CurrentActor current) {
    this.material = material;
    this.requests = requests;
    this.current = current;
  }

  /// `name`: lower-case letters, digits, spaces, `_`, `.`, `-`; up to 60 characters. `kind`:
  /// known_bad, blocked, protected or negative.
  record BankRequest(@Nullable String name, @Nullable String kind) {}

  /// Either `hash`, a PDQ hash in 64 hexadecimal digits, or `videoId`, a video of which a file is
  /// held. `note`: what whoever sees a match should know; may be left out.
  record ItemRequest(@Nullable String hash, @Nullable Long videoId, @Nullable String note) {}

  /// `reason`: 3 to 500 characters, for whoever looks at it later.
  record ReasonRequest(@Nullable String reason) {}

  record BankEnvelope(boolean success, BankAnswer bank) {}

  record BanksEnvelope(boolean success, List<BankAnswer> banks) {}

  record BankItemEnvelope(boolean success, BankItemAnswer item) {}

  /// The newest first; `nextBefore` is the `before` of the next page, null on the last one.
  record BankItemsEnvelope(
      boolean success, List<BankItemAnswer> items, @Nullable Long nextBefore) {}

  /// Lines: `added`, `alreadyThere` (of these `removedBefore` had been removed and stay so) and
  /// `refusedLines`, of which `refused` tells the first hundred.
  record ImportEnvelope(
      boolean success,
      boolean dryRun,
      long added,
      long alreadyThere,
      long removedBefore,
      long refusedLines,
      List<String> refused) {
    static ImportEnvelope of(ImportedHashes came, boolean dryRun) {
      return new ImportEnvelope(
          true,
          dryRun,
          came.added(),
          came.alreadyThere(),
          came.removedBefore(),
          came.refusedLines(),
          came.refused());
    }
  }

  @GetMapping
  @Operation(
      summary = "The banks of known material",
      description =
          "With how many items are in each. What is found in a bank of kind `known_bad`, `blocked` or `protected` raises a flag; what shows an item of a `negative` one is ignored.")
  BanksEnvelope all() {
    return new BanksEnvelope(true, material.all().stream().map(BankAnswer::of).toList());
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Allow(Role.ADMIN)
  @Operation(summary = "Make a bank")
  @ApiResponse(responseCode = "200", description = "The bank as it was made.")
  @ApiResponse(responseCode = "409", description = "There is one of that name.")
  BankEnvelope create(@RequestBody BankRequest request) {
    var name = Objects.requireNonNullElse(request.name(), "").strip();
    requests.create(name, Objects.requireNonNullElse(request.kind(), ""));
    return new BankEnvelope(true, BankAnswer.of(requests.bank(name)));
  }

  @GetMapping("/{name}/items")
  @Operation(
      summary = "The items of a bank",
      description = "Those that were removed only with `state=removed`.")
  @ApiResponse(responseCode = "200", description = "A part of its items, the newest first.")
  @ApiResponse(responseCode = "404", description = "There is no such bank.")
  BankItemsEnvelope items(
      @PathVariable String name,
      @Parameter(description = "A part of the note, the source or the key there.")
          @RequestParam(defaultValue = "")
          String q,
      @Parameter(description = "active, quarantined or removed.") @RequestParam(required = false)
          @Nullable String state,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    requests.require(name);
    var only = BankRequests.state(state);
    var from = before == null ? Long.MAX_VALUE : before;
    var part = Part.of(limit, rows -> material.items(name, q, only, from, rows));
    return new BankItemsEnvelope(
        true, part.map(BankItemAnswer::of), part.nextBefore(BankItem::itemId));
  }

  @GetMapping("/quarantine")
  @Operation(
      summary = "Items in quarantine",
      description =
          "Of all banks, the newest doubt first, at most 200. Each waits for an admin to release or remove it.")
  BankItemsEnvelope doubted() {
    return new BankItemsEnvelope(
        true, material.doubted(DOUBTED_MAX).stream().map(BankItemAnswer::of).toList(), null);
  }

  @PostMapping(path = "/{name}/items", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Allow(Role.ADMIN)
  @Operation(
      summary = "Put a hash or a video into a bank",
      description =
          "Put there again it stays as it is; an item that was removed is answered in its state and is not found.")
  @ApiResponse(responseCode = "200", description = "The item as it stands.")
  @ApiResponse(responseCode = "404", description = "There is no such bank.")
  @ApiResponse(responseCode = "409", description = "Decided blocks fill that bank.")
  BankItemEnvelope add(@PathVariable String name, @RequestBody ItemRequest request)
      throws IOException, InterruptedException {
    var note = BankRequests.note(request.note());
    var hash = request.hash();
    var videoId = request.videoId();
    if ((hash == null) == (videoId == null)) {
      throw Refused.badInput("hash", "Give either hash or videoId.");
    }
    requests.require(name);
    try {
      return answer(
          hash != null
              ? material.addHash(name, hash, note, current.name())
              : material.addVideo(name, Objects.requireNonNull(videoId), note, current.name()));
    } catch (DecoderUnavailable missing) {
      throw Refused.unavailable(String.valueOf(missing.getMessage()));
    }
  }

  @PostMapping("/{name}/files")
  @Allow(Role.ADMIN)
  @Operation(
      summary = "Put what a file shows into a bank",
      description =
          "As multipart/form-data. Of the file nothing is kept but by what it is recognised: hashes of the picture as it is and under the edits that people make, and peaks of its sound.")
  @ApiResponse(responseCode = "200", description = "The item as it stands.")
  @ApiResponse(responseCode = "404", description = "There is no such bank.")
  @ApiResponse(responseCode = "409", description = "Decided blocks fill that bank.")
  @ApiResponse(responseCode = "413", description = "Larger than is taken.")
  BankItemEnvelope addFile(
      @PathVariable String name,
      @Parameter(description = "A video or a picture.", required = true)
          @RequestPart(required = false)
          @Nullable MultipartFile file,
      @Parameter(description = "What whoever sees a match should know.")
          @RequestParam(required = false)
          @Nullable String note)
      throws IOException, InterruptedException {
    requests.require(name);
    return answer(requests.addFile(name, file, BankRequests.note(note)));
  }

  private BankItemEnvelope answer(Put put) {
    return switch (put) {
      case Put.Added(var itemId) -> item(itemId);
      case Put.AlreadyThere(var itemId, _) -> item(itemId);
      case Put.NoSuchBank(var name) -> throw BankRequests.noBank(name);
      case Put.Reserved(var name) -> throw BankRequests.reserved(name);
      case Put.Unusable(var field, var reason) -> throw Refused.badInput(field, reason);
    };
  }

  @PostMapping("/{name}/import")
  @Allow(Role.ADMIN)
  @Operation(
      summary = "Read a list of hashes into a bank",
      description =
          "As multipart/form-data: a text file with `pdq HASH`, `vpdq JSON` or `sound JSON` a line, as the field exchanges them. A line that cannot be read is refused with its number and the reason; the others are taken, a few thousand at a time. Read twice it adds nothing. With `dryRun=true` nothing is changed.")
  @ApiResponse(responseCode = "200", description = "What came of it, or would.")
  @ApiResponse(responseCode = "404", description = "There is no such bank.")
  @ApiResponse(responseCode = "409", description = "Decided blocks fill that bank.")
  ImportEnvelope importList(
      @PathVariable String name,
      @Parameter(description = "The list.", required = true) @RequestPart(required = false)
          @Nullable MultipartFile file,
      @Parameter(
              description = "Whose list it is; the same name again for its next version.",
              required = true)
          @RequestParam(defaultValue = "")
          String source,
      @RequestParam(defaultValue = "false") boolean dryRun)
      throws IOException {
    return ImportEnvelope.of(requests.importList(name, file, source, dryRun), dryRun);
  }

  @GetMapping(path = "/{name}/export", produces = MediaType.TEXT_PLAIN_VALUE)
  @Allow(Role.ADMIN)
  @Operation(
      summary = "A bank as a list of hashes",
      description =
          "Its active items in the format that import reads, of each moment the picture as it is.")
  @ApiResponse(
      responseCode = "200",
      description = "The list.",
      content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")))
  @ApiResponse(responseCode = "404", description = "There is no such bank.")
  void exportList(@PathVariable String name, HttpServletResponse response) throws IOException {
    requests.exportList(name, response);
  }

  @PostMapping(path = "/items/{id}/quarantine", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Doubt an item",
      description =
          "It is found as before, and says so. Nothing is decided by it alone any more, but where it is known to be bad.")
  @ApiResponse(responseCode = "200", description = "The item in quarantine.")
  @ApiResponse(responseCode = "404", description = "There is no such item.")
  @ApiResponse(responseCode = "409", description = "It is not active.")
  BankItemEnvelope quarantine(@PathVariable long id, @RequestBody ReasonRequest request) {
    var reason = BankRequests.reason(request.reason());
    return moved(id, material.quarantine(requests.find(id).itemId(), reason, current.name()));
  }

  @PostMapping(path = "/items/{id}/release", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Allow(Role.ADMIN)
  @Operation(summary = "Let an item count again that was looked at")
  @ApiResponse(responseCode = "200", description = "The item, which counts again.")
  @ApiResponse(responseCode = "404", description = "There is no such item.")
  @ApiResponse(responseCode = "409", description = "It is not in quarantine.")
  BankItemEnvelope release(@PathVariable long id, @RequestBody ReasonRequest request) {
    var reason = BankRequests.reason(request.reason());
    return moved(id, material.release(requests.find(id).itemId(), reason, current.name()));
  }

  @PostMapping(path = "/items/{id}/remove", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Allow(Role.ADMIN)
  @Operation(summary = "Take an item out for good")
  @ApiResponse(responseCode = "200", description = "The item, which is not found any more.")
  @ApiResponse(responseCode = "404", description = "There is no such item.")
  @ApiResponse(responseCode = "409", description = "It was removed before.")
  BankItemEnvelope remove(@PathVariable long id, @RequestBody ReasonRequest request) {
    var reason = BankRequests.reason(request.reason());
    return moved(id, material.remove(requests.find(id).itemId(), reason, current.name()));
  }

  private BankItemEnvelope moved(long id, boolean changed) {
    if (!changed) {
      throw Refused.conflict(
          "Item %d is %s; nothing was changed.".formatted(id, requests.find(id).state().word()));
    }
    return item(id);
  }

  private BankItemEnvelope item(long id) {
    return new BankItemEnvelope(true, BankItemAnswer.of(requests.find(id)));
  }
}
