package ai.profithack.events.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.events.EventLogUnavailable;
import ai.profithack.events.Intake;
import ai.profithack.events.Intake.Format;
import ai.profithack.events.Intake.Outcome;
import ai.profithack.events.Receipt;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /api/events`: events from the platform's servers.
@RestController
@Allow({Role.SERVICE, Role.ADMIN})
@Tag(name = "Events", description = "What happens on the platform, as its servers report it.")
class EventEndpoint {
  /// More refusals than these are counted only; all of them are kept and can be read.
  private static final int REFUSALS_SHOWN = 1_000;

  private final Intake intake;
  private final DataSize bodyLimit;

  EventEndpoint(Intake intake, @Value("${profithack.events.body-limit:16MB}") DataSize bodyLimit) {
    this.intake = intake;
    this.bodyLimit = bodyLimit;
  }

  /// What became of a batch. `refused` holds the first thousand; `moreRefused` counts the others.
  record Answer(
      boolean success, int accepted, int duplicates, List<RefusedEvent> refused, int moreRefused) {
    static Answer of(Receipt receipt) {
      var refusals = receipt.refusals();
      return new Answer(
          true,
          receipt.accepted(),
          receipt.duplicates(),
          refusals.stream()
              .limit(REFUSALS_SHOWN)
              .map(one -> new RefusedEvent(one.index(), one.id(), one.code(), one.reason()))
              .toList(),
          Math.max(0, refusals.size() - REFUSALS_SHOWN));
    }
  }

  record RefusedEvent(int index, @Nullable String id, String code, String reason) {}

  @Operation(
      summary = "Send events",
      description =
          "The good ones of a batch are kept, durably before the answer; the refused ones come back with index, code and reason, and are kept to be replayed. An event counts once, however often it is sent: after a timeout or a 503, send the batch again.")
  @ApiResponse(responseCode = "200", description = "What became of each event.")
  @ApiResponse(responseCode = "413", description = "Too many events, or too large a body.")
  @PostMapping(path = "/api/events", produces = MediaType.APPLICATION_JSON_VALUE)
  Answer accept(HttpServletRequest request) throws IOException {
    var format = format(request);
    var body = body(request);
    try {
      return switch (intake.take(body, format)) {
        case Outcome.Taken(var receipt) -> Answer.of(receipt);
        case Outcome.NotABatch(var reason) -> throw Refused.badInput("body", reason);
        case Outcome.TooMany(var events, var limit) ->
            throw Refused.tooLarge(
                "The batch has %d events; at most %d are taken at once.".formatted(events, limit));
      };
    } catch (EventLogUnavailable unavailable) {
      throw Refused.unavailable(String.valueOf(unavailable.getMessage()));
    }
  }

  private static Format format(HttpServletRequest request) {
    var type = request.getContentType();
    if (type == null) {
      return Format.ARRAY;
    }
    return switch (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
      case "application/json" -> Format.ARRAY;
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Format.LINES;
      default ->
          throw Refused.badInput(
              "Content-Type", "Content-Type must be application/json or application/x-ndjson.");
    };
  }

  /// The whole body, unpacked. A packed one is measured after unpacking, so that a small request
  /// cannot become a large one in memory.
  private byte[] body(HttpServletRequest request) throws IOException {
    var limit = (int) bodyLimit.toBytes();
    if (request.getContentLengthLong() > limit) {
      throw tooLarge();
    }
    try (var input = unpacked(request)) {
      var expected = (int) Math.max(8_192, request.getContentLengthLong());
      var body = new ByteArrayOutputStream(expected);
      var chunk = new byte[65_536];
      for (var read = input.read(chunk); read >= 0; read = input.read(chunk)) {
        if (body.size() + read > limit) {
          throw tooLarge();
        }
        body.write(chunk, 0, read);
      }
      return body.toByteArray();
    } catch (ZipException | EOFException damaged) {
      throw Refused.badInput("body", "The body is cut off or not valid gzip.");
    }
  }

  private static InputStream unpacked(HttpServletRequest request) throws IOException {
    var encoding = request.getHeader("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return request.getInputStream();
    }
    if (encoding.equalsIgnoreCase("gzip")) {
      return new GZIPInputStream(request.getInputStream(), 65_536);
    }
    throw Refused.badInput("Content-Encoding", "Content-Encoding must be gzip, or left out.");
  }

  private Refused tooLarge() {
    return Refused.tooLarge(
        "The body is larger than %d MB; send smaller batches.".formatted(bodyLimit.toMegabytes()));
  }
}
