package ai.profithack.payouts.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Taking;
import ai.profithack.payouts.PaymentResults;
import ai.profithack.payouts.PaymentResults.Line;
import ai.profithack.payouts.PaymentResults.Sending;
import ai.profithack.payouts.PaymentResults.SentFile;
import ai.profithack.payouts.PayoutBatch;
import ai.profithack.payouts.Payouts;
import ai.profithack.payouts.Payouts.Making;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.Reconciliation;
import ai.profithack.payouts.Reconciliation.Reading;
import ai.profithack.payouts.web.PayoutRows.BatchRow;
import ai.profithack.payouts.web.PayoutRows.ExceptionRow;
import ai.profithack.payouts.web.PayoutRows.ResultFileRow;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// What goes to the bank and comes back, for programs: batches and their files, results, bank
/// statements, and what needs a look.
@RestController
@RequestMapping(path = "/api/payouts", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(
    name = "Payouts",
    description = "Runs, approvals, files and what needs a look, for the finance team.")
class PayoutFileEndpoints {
  private static final long LARGEST_BYTES = 20L * 1024 * 1024;
  static final int LONGEST_REFERENCE = 100;
  static final int LONGEST_EXPLANATION = 1_000;

  private final Payouts payouts;
  private final PaymentResults results;
  private final Reconciliation reconciliation;
  private final Rails rails;

  PayoutFileEndpoints(
      Payouts payouts, PaymentResults results, Reconciliation reconciliation, Rails rails) {
    this.payouts = payouts;
    this.results = results;
    this.reconciliation = reconciliation;
    this.rails = rails;
  }

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record BatchesAnswer(boolean success, List<BatchRow> batches, @Nullable Long nextBefore) {}

  record BatchAnswer(boolean success, BatchRow batch) {}

  record HandingOver(
      @Schema(
              description = "What the bank calls it; without it, the file's own name",
              example = "EBICS-7781")
          @Nullable String reference,
      @Schema(
              description =
                  "Where nobody fetched the file here: that it is with whoever pays all the same",
              example = "false")
          @Nullable Boolean unfetched) {}

  record FileAsking(
      @Schema(
              description =
                  "Whether payouts of `replacedDestinations` are paid to the earlier destination all the same",
              example = "false")
          @Nullable Boolean toReplacedDestinations) {}

  record Discarding(
      @Schema(
              description = "Why it is not carried, up to 500 characters",
              example = "A destination in it was replaced.")
          @Nullable String reason,
      @Schema(
              description =
                  "That the file was not given to the bank, or to whoever pays, and will not be; needed where `fileMade`",
              example = "true")
          @Nullable Boolean fileNotGiven) {}

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record ResultsAnswer(boolean success, List<ResultFileRow> results, @Nullable Long nextBefore) {}

  record ResultLineRow(
      @Schema(example = "2") int number,
      @Schema(description = "What the payment is called on the file") String key,
      @Nullable Long payoutId,
      @Schema(
              example = "changes",
              allowableValues = {"changes", "nothing new", "contradicts", "wrong"})
          String verdict,
      String sentence) {
    static ResultLineRow of(Line line) {
      var payout = line.payout();
      return new ResultLineRow(
          line.number(),
          line.key(),
          payout == null ? null : (Long) payout.payoutId(),
          ResultLines.badge(line),
          ResultLines.words(line));
    }
  }

  record ResultAnswer(boolean success, ResultFileRow result, List<ResultLineRow> lines) {}

  record ResultSentAnswer(
      boolean success,
      @Schema(description = "Whether the same file was sent before") boolean sentBefore,
      ResultFileRow result,
      List<ResultLineRow> lines) {}

  record ExceptionsAnswer(boolean success, List<ExceptionRow> exceptions) {}

  record ExceptionExplaining(
      @Schema(example = "The bank took its fee out of the amount; asked for it back.")
          @Nullable String explanation) {}

  record ExceptionAnswer(boolean success) {}

  record ExceptionTaking(
      @Schema(description = "Who has it now, to take it over", example = "ana")
          @Nullable String from) {}

  record BankStatementAnswer(
      boolean success,
      @Schema(description = "Whether all of it was read before") boolean readBefore,
      int statements,
      @Schema(description = "Payouts that are proved now") int settled,
      int returned,
      int fees,
      int notOurs,
      @Schema(description = "What was opened at `GET /api/payouts/exceptions`") int toBeLookedAt) {}

  @GetMapping("/batches")
  @Operation(summary = "What went, or is to go, to a rail together; newest first")
  BatchesAnswer batches(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var part = Part.of(limit, rows -> payouts.batches(before, rows));
    return new BatchesAnswer(true, part.map(BatchRow::of), part.nextBefore(PayoutBatch::batchId));
  }

  @GetMapping("/batches/{batchId}")
  @Operation(summary = "A batch")
  BatchAnswer batch(@PathVariable long batchId) {
    return new BatchAnswer(
        true,
        payouts
            .batch(batchId)
            .map(BatchRow::of)
            .orElseThrow(() -> Refused.notFound("There is no batch " + batchId + ".")));
  }

  /// A file is made by POST: that somebody has it is noted.
  @PostMapping(path = "/batches/{batchId}/file", produces = "application/octet-stream")
  @Operation(
      summary = "The file of a batch",
      description =
          "The same bytes for whoever asks and whenever: pain.001 for the bank, or the list to be paid by hand. It is a POST because that somebody has it is noted in the audit trail. There is none of a discarded batch, nor of one with a payout that is over. Where a destination in it was replaced (`replacedDestinations`), whoever asks says in `toReplacedDestinations` that it is paid to all the same, or discards the batch.")
  @ApiResponse(responseCode = "200", description = "The file")
  @ApiResponse(
      responseCode = "409",
      description =
          "Its batch was discarded, a payout in it is over, an account cannot be opened, a destination was replaced, or it would not be the file that it was; the error says which")
  ResponseEntity<byte[]> file(
      @PathVariable long batchId, @RequestBody(required = false) @Nullable FileAsking asking) {
    if (payouts.batch(batchId).filter(batch -> rails.isByFile(batch.rail())).isEmpty()) {
      throw Refused.notFound("There is no batch %d that goes by file.".formatted(batchId));
    }
    var toReplaced = asking != null && Boolean.TRUE.equals(asking.toReplacedDestinations());
    return switch (payouts.file(batchId, toReplaced)) {
      case Making.Made made -> carried(made);
      case Making.NotPossible(var why) -> throw Refused.conflict(why);
    };
  }

  /// A file as it is carried: to be kept by nobody on the way.
  static ResponseEntity<byte[]> carried(Making.Made file) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(file.name()).build().toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(file.bytes());
  }

  @PostMapping("/batches/{batchId}/handed-over")
  @Operation(summary = "Says that a file is with the bank, or the list with whoever pays")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(
      responseCode = "409",
      description =
          "It was handed over before, was discarded, goes by no file, or nobody fetched its file and `unfetched` is not true")
  BatchAnswer handedOver(@PathVariable long batchId, @RequestBody HandingOver handing) {
    batch(batchId);
    var reference = handing.reference() == null ? "" : handing.reference().strip();
    if (reference.length() > LONGEST_REFERENCE) {
      throw Refused.badInput("reference", "The reference has up to 100 characters.");
    }
    PayoutRows.done(payouts.handOver(batchId, reference, Boolean.TRUE.equals(handing.unfetched())));
    return batch(batchId);
  }

  @PostMapping("/batches/{batchId}/discard")
  @Operation(
      summary = "Discards a batch that was not handed over",
      description =
          "By a person who logged in; an API key discards nothing. All of its payouts are cancelled, their money is available again, and its file is never carried. Of two who discard it and hand it over at the same time one does.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(
      responseCode = "409",
      description =
          "It was handed over or discarded before, goes by no file, or somebody had its file and `fileNotGiven` is not true")
  BatchAnswer discard(Actor actor, @PathVariable long batchId, @RequestBody Discarding discarding) {
    if (!actor.isPerson()) {
      throw Refused.forbidden("A person who logged in discards a batch; no program.");
    }
    batch(batchId);
    var reason = PayoutRows.text("reason", discarding.reason(), PayoutRows.LONGEST_REASON);
    PayoutRows.done(
        payouts.discard(batchId, reason, Boolean.TRUE.equals(discarding.fileNotGiven()), actor));
    return batch(batchId);
  }

  @GetMapping("/results")
  @Operation(summary = "Files that say what became of payments, newest first")
  ResultsAnswer results(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") int limit) {
    var part = Part.of(limit, rows -> results.newest(before, rows));
    return new ResultsAnswer(true, part.map(ResultFileRow::of), part.nextBefore(SentFile::fileId));
  }

  @PostMapping("/results")
  @Operation(
      summary = "Sends a file that says what became of payments",
      description =
          "The list of payments by hand as it comes back (CSV), or the bank's status report (pain.002). It is kept and shown line by line; nothing changes until it is taken in by `POST /api/payouts/results/{fileId}/apply`. The same file sent again is the same file.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(responseCode = "413", description = "More than 20 MB")
  ResultSentAnswer send(
      @Parameter(description = "CSV or pain.002", required = true) @RequestPart(required = false)
          @Nullable MultipartFile file)
      throws IOException {
    var content = bytes(file);
    var name =
        file == null
            ? ""
            : String.valueOf(file.getOriginalFilename()).replaceAll("\\p{Cntrl}", " ");
    return switch (results.send(name, content)) {
      case Sending.Kept(var fileId, var before) -> {
        var kept = result(fileId);
        yield new ResultSentAnswer(true, before, kept.result(), kept.lines());
      }
      case Sending.Unreadable(var why) -> throw Refused.badInput("file", why);
    };
  }

  @GetMapping("/results/{fileId}")
  @Operation(summary = "A file of results, line by line: what it would change now")
  ResultAnswer result(@PathVariable long fileId) {
    return new ResultAnswer(
        true,
        ResultFileRow.of(sent(fileId)),
        results.lines(fileId).stream().map(ResultLineRow::of).toList());
  }

  @PostMapping("/results/{fileId}/apply")
  @Operation(
      summary = "Takes a file of results in, once: all of it, or nothing where a line is wrong")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(responseCode = "409", description = "A line is wrong, or it was taken in before")
  ResultAnswer apply(@PathVariable long fileId) {
    sent(fileId);
    PayoutRows.done(results.apply(fileId));
    return result(fileId);
  }

  @PostMapping("/bank-statements")
  @Operation(
      summary = "Reads a bank statement",
      description =
          "camt.053 or camt.054, all of it or nothing; a statement counts once. Its lines prove payouts, or open what needs a look.")
  @ApiResponse(responseCode = "200", description = "As it is now")
  @ApiResponse(responseCode = "413", description = "More than 20 MB")
  BankStatementAnswer statement(
      @Parameter(description = "camt.053 or camt.054", required = true)
          @RequestPart(required = false)
          @Nullable MultipartFile file)
      throws IOException {
    return switch (reconciliation.read(bytes(file))) {
      case Reading.Read read ->
          new BankStatementAnswer(
              true,
              false,
              read.statements(),
              read.settled(),
              read.returned(),
              read.fees(),
              read.notOurs(),
              read.toBeLookedAt());
      case Reading.ReadBefore() -> new BankStatementAnswer(true, true, 0, 0, 0, 0, 0, 0);
      case Reading.Unreadable(var why) -> throw Refused.badInput("file", why);
    };
  }

  @GetMapping("/exceptions")
  @Operation(
      summary = "What no rule may decide, oldest first",
      description = "Up to `limit` of them; they are gone from here when somebody explained them.")
  ExceptionsAnswer exceptions(@RequestParam(defaultValue = "50") int limit) {
    return new ExceptionsAnswer(
        true, payouts.exceptions(Part.limit(limit)).stream().map(ExceptionRow::of).toList());
  }

  @PostMapping("/exceptions/{exceptionId}/take")
  @Operation(
      summary = "Makes an exception one's own to look into",
      description =
          "What somebody looks into already is taken over by a person who logged in and names them in `from`; an API key takes what nobody has.")
  @ApiResponse(responseCode = "200", description = "It is theirs")
  @ApiResponse(responseCode = "404", description = "No open exception has this id")
  @ApiResponse(
      responseCode = "409",
      description = "Somebody else looks into it; the error says who")
  ExceptionAnswer take(
      @PathVariable long exceptionId,
      @RequestBody(required = false) @Nullable ExceptionTaking taking) {
    return switch (payouts.takeException(exceptionId, taking == null ? null : taking.from())) {
      case Taking.Taken() -> new ExceptionAnswer(true);
      case Taking.OwnedBy owned -> throw Refused.conflict(owned.sentence());
      case Taking.NotOpen() ->
          throw Refused.notFound("There is no open exception " + exceptionId + ".");
    };
  }

  @PostMapping("/exceptions/{exceptionId}/explain")
  @Operation(summary = "Closes an exception with what was found out")
  ExceptionAnswer explain(
      @PathVariable long exceptionId, @RequestBody ExceptionExplaining explaining) {
    var explanation = PayoutRows.text("explanation", explaining.explanation(), LONGEST_EXPLANATION);
    if (!payouts.explainException(exceptionId, explanation)) {
      throw Refused.notFound("There is no open exception " + exceptionId + ".");
    }
    return new ExceptionAnswer(true);
  }

  private SentFile sent(long fileId) {
    return results
        .find(fileId)
        .orElseThrow(() -> Refused.notFound("There is no file %d of results.".formatted(fileId)));
  }

  private static byte[] bytes(@Nullable MultipartFile file) throws IOException {
    if (file == null || file.isEmpty()) {
      throw Refused.badInput("file", "Choose a file that is not empty.");
    }
    if (file.getSize() > LARGEST_BYTES) {
      throw Refused.tooLarge("A file has up to 20 MB.");
    }
    return file.getBytes();
  }
}
