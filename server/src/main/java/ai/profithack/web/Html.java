package ai.profithack.web;

import gg.jte.models.runtime.JteModel;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.View;

/// What a controller of pages returns: rendered templates.
public final class Html {
  private Html() {}

  /// One template, or several fragments one after another.
  public static View html(JteModel... parts) {
    return html(HttpStatus.OK, parts);
  }

  public static View html(HttpStatus status, JteModel... parts) {
    return new Rendered(status, List.of(parts));
  }

  /// Writes a page where no controller answers: from a filter.
  static void write(
      HttpStatus status, JteModel page, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    new Rendered(status, List.of(page)).render(null, request, response);
  }

  private record Rendered(HttpStatus status, List<JteModel> parts) implements View {
    @Override
    public String getContentType() {
      return "text/html;charset=UTF-8";
    }

    /// Renders everything before the first byte leaves, so that an error in a template becomes an
    /// error page and never half a page.
    @Override
    public void render(
        @Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      var output = new Utf8ByteOutput();
      for (var part : parts) {
        part.render(output);
      }
      response.setStatus(status.value());
      response.setContentType(getContentType());
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(output.getContentLength());
      output.writeTo(response.getOutputStream());
    }
  }
}
