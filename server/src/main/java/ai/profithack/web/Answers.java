package ai.profithack.web;

import ai.profithack.templates.Templates;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes what went wrong: a problem (RFC 9457) for programs, a page for people.
@Component
class Answers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Templates templates;
  private final PageArguments pages;

  Answers(Templates templates, PageArguments pages) {
    this.templates = templates;
    this.pages = pages;
  }

  /// What went wrong, in one sentence.
  record Problem(
      HttpStatus status,
      String sentence,
      @Nullable String field,
      @Nullable String errorId,
      @Nullable Duration retryAfter) {
    static Problem of(HttpStatus status, String sentence) {
      return new Problem(status, sentence, null, null, null);
    }
  }

  /// Whether a program asks: by path, by key, or because it wants JSON.
  static boolean isForProgram(HttpServletRequest request) {
    var path = request.getRequestURI();
    var accept = request.getHeader("Accept");
    return path.equals("/api")
        || path.startsWith("/api/")
        || path.equals("/openapi")
        || path.equals("/metrics")
        || path.equals("/health")
        || request.getHeader("Authorization") != null
        || (accept != null && accept.contains("json") && !accept.contains("text/html"));
  }

  void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    if (problem.retryAfter() != null) {
      response.setHeader("Retry-After", Long.toString(problem.retryAfter().toSeconds()));
    }
    if (isForProgram(request)) {
      writeJson(problem, request, response);
    } else {
      writePage(problem, request, response);
    }
  }

  private static void writeJson(
      Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", "about:blank");
    body.put("title", problem.status().getReasonPhrase());
    body.put("status", problem.status().value());
    body.put("detail", problem.sentence());
    body.put("instance", request.getRequestURI());
    body.put("error", problem.sentence());
    if (problem.field() != null) {
      body.put("field", problem.field());
    }
    if (problem.errorId() != null) {
      body.put("errorId", problem.errorId());
    }
    var bytes = JSON.writeValueAsBytes(body);
    response.setStatus(problem.status().value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private void writePage(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var page = pages.page(request).titled(title(problem.status()));
    Html.write(
        problem.status(),
        templates.webError(page, problem.status().value(), problem.sentence(), problem.errorId()),
        request,
        response);
  }

  private static String title(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND -> "Not found";
      case FORBIDDEN -> "Not open to you";
      case SERVICE_UNAVAILABLE -> "Unavailable";
      case INTERNAL_SERVER_ERROR -> "Something broke";
      default -> status.getReasonPhrase();
    };
  }
}
