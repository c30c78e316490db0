package ai.profithack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser without eyes: keeps cookies, sends forms with their CSRF token, follows no redirect.
public final class Client {
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String base;

  public Client(int port) {
    this.base = "http://localhost:" + port;
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  /// Sends a form from the page at `page`, as that page would.
  public HttpResponse<String> submit(String page, String action, Map<String, String> fields) {
    var all = new java.util.HashMap<>(fields);
    all.put("_csrf", token(page));
    return post(action, all);
  }

  /// The token against forged requests in the forms of a page.
  public String token(String page) {
    var token = CSRF.matcher(get(page).body());
    if (!token.find()) {
      throw new AssertionError("no form at " + page);
    }
    return token.group(1);
  }

  /// Sends a form with a file from the page at `page`, as that page would.
  public HttpResponse<String> upload(
      String page, String action, Map<String, String> fields, String fileName, String content) {
    var all = new java.util.HashMap<>(fields);
    all.put("_csrf", token(page));
    return multipart(action, all, fileName, content);
  }

  /// Sends fields and a file named `file` as they are.
  public HttpResponse<String> multipart(
      String action,
      Map<String, String> fields,
      String fileName,
      String content,
      String... headers) {
    var boundary = "a-boundary-between-parts";
    var body = new StringBuilder();
    fields.forEach((name, value) ->
        body.append(
            "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(boundary, name, value)));
    body.append(
            "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: text/csv\r\n\r\n"
                .formatted(boundary, fileName))
        .append(content)
        .append("\r\n--%s--\r\n".formatted(boundary));
    return send(
        request(action, headers)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /// Sends a form as it is.
  public HttpResponse<String> post(String action, Map<String, String> fields) {
    var body =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(action, "Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    return send(request(path, headers).method(method, BodyPublishers.ofString(body)).build());
  }

  /// Logs in; the answer is the redirect, or the page that says why not.
  public HttpResponse<String> logIn(String login, String password) {
    return submit("/login", "/login", Map.of("login", login, "password", password));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(base + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
