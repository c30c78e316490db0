package ai.profithack.web;

import ai.profithack.web.Answers.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.IllegalBoundaryException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.IOFileUploadException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Parameters and forms that the container could not read, in words for whoever sent them.
final class Unreadable {
  private Unreadable() {}

  /// Empty where the failure is of another kind.
  static Optional<Problem> problem(Throwable failure, HttpServletRequest request) {
    @Nullable InvalidParameterException parameters = null;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case InvalidFileNameException _ -> {
          return Optional.of(bad(null, "The name of a file holds a NUL character."));
        }
        case MalformedStreamException _, IllegalBoundaryException _ -> {
          return Optional.of(malformedForm());
        }
        // Its cause says whose fault it is; a disk that is full is none of the sender's.
        case IOFileUploadException _ -> {}
        case FileUploadException _ -> {
          return Optional.of(malformedForm());
        }
        case InvalidParameterException invalid -> parameters = invalid;
        default -> {}
      }
    }
    return Optional.ofNullable(parameters).map(invalid -> parameters(invalid, request));
  }

  private static Problem malformedForm() {
    return bad(null, "The form is cut off or not well-formed multipart/form-data.");
  }

  private static Problem parameters(InvalidParameterException invalid, HttpServletRequest request) {
    if (invalid.getErrorCode() == HttpStatus.CONTENT_TOO_LARGE.value()) {
      return Problem.of(
          HttpStatus.CONTENT_TOO_LARGE, "There are more or longer parameters than are taken.");
    }
    var query = request.getQueryString();
    for (var parameter : (query == null ? "" : query).split("&", -1)) {
      var parts = parameter.split("=", 2);
      var name = decoded(parts[0]);
      if (name.isPresent() && parts.length == 2 && decoded(parts[1]).isEmpty()) {
        return bad(name.orElseThrow(), name.orElseThrow() + " is not encoded as UTF-8.");
      }
    }
    return bad(null, "A parameter is not encoded as UTF-8.");
  }

  private static Optional<String> decoded(String encoded) {
    try {
      var bytes = URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1);
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException unreadable) {
      return Optional.empty();
    }
  }

  private static Problem bad(@Nullable String field, String sentence) {
    return new Problem(HttpStatus.BAD_REQUEST, sentence, field, null, null);
  }
}
