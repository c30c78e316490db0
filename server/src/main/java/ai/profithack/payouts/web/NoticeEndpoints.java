package ai.profithack.payouts.web;

import ai.profithack.access.Allow;
import ai.profithack.payouts.Notices;
import ai.profithack.payouts.Notices.Reception;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where payment providers send their notices. There is no login: the provider's signature is what
/// lets a notice in.
@RestController
@Allow({})
@Tag(name = "Monetization")
class NoticeEndpoints {
  /// Larger than any notice of the providers; nobody has to sign to make us read this much.
  private static final int LARGEST_BYTES = 256 * 1024;

  private final Notices notices;

  NoticeEndpoints(Notices notices) {
    this.notices = notices;
  }

  /// `repeated` is whether it had been received before.
  record ReceivedAnswer(@Schema(example = "true") boolean success, boolean repeated) {}

  @PostMapping(
      path = "/api/webhooks/{provider}",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "A payment provider's notice",
      description =
          """
          To be entered at the provider as the address for its webhooks. The notice must carry the provider's signature and be up to 256 KB. \
          It is kept before the answer; what it is about is fetched from the provider afterwards. Sending it again is safe.\
          """,
      requestBody =
          @RequestBody(
              required = true,
              description = "The provider's own event, exactly as it was signed",
              content =
                  @Content(mediaType = "application/json", schema = @Schema(type = "object"))))
  @ApiResponse(responseCode = "200", description = "It is kept, now or before")
  @ApiResponse(responseCode = "400", description = "Its signature is missing, wrong or too old")
  @ApiResponse(responseCode = "404", description = "No provider of this name sends notices")
  @ApiResponse(responseCode = "413", description = "It is larger than any notice")
  @ApiResponse(
      responseCode = "503",
      description = "The provider is not configured, or its signature cannot be checked now")
  ReceivedAnswer receive(
      @Parameter(
              description = "The provider's name",
              schema = @Schema(type = "string", example = "stripe"))
          @PathVariable
          String provider,
      @Parameter(hidden = true) HttpServletRequest request)
      throws IOException {
    var body = request.getInputStream().readNBytes(LARGEST_BYTES + 1);
    if (body.length > LARGEST_BYTES) {
      throw Refused.tooLarge("A notice has up to 256 KB.");
    }
    return switch (notices.receive(provider, headers(request), body)) {
      case Reception.Kept(var repeated) -> new ReceivedAnswer(true, repeated);
      case Reception.NotGenuine(var sentence) -> throw Refused.badInput("signature", sentence);
      case Reception.NotNow(var sentence) -> throw Refused.unavailable(sentence);
      case Reception.NoSuchProvider() ->
          throw Refused.notFound("No provider of this name sends notices here.");
    };
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    var headers = new TreeMap<String, String>();
    for (var name : Collections.list(request.getHeaderNames())) {
      headers.put(
          name.toLowerCase(Locale.ROOT),
          String.join(",", Collections.list(request.getHeaders(name))));
    }
    return headers;
  }
}
