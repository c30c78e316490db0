package ai.profithack.web;

import ai.profithack.access.Actor;
import ai.profithack.kernel.ReportingFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;

/// The frame around a page: who looks, where they are, where they can go. A controller of pages
/// takes it as an argument and hands it to its template.
public record Page(
    String title,
    @Nullable String subtitle,
    String path,
    @Nullable Actor actor,
    List<Section> navigation,
    @Nullable CsrfToken csrf,
    Formats formats,
    List<Banner> banners,
    List<Notice> notices,
    @Nullable Brand brand) {

  /// Another name than ours, and the stylesheet with its colours.
  public record Brand(String name, String stylesheet) {}

  /// Entries of the navigation that stand together.
  public record Section(String title, List<NavigationEntry> entries) {}

  public Page titled(String newTitle) {
    return titled(newTitle, null);
  }

  public Page titled(String newTitle, @Nullable String newSubtitle) {
    return new Page(
        newTitle, newSubtitle, path, actor, navigation, csrf, formats, banners, notices, brand);
  }

  /// Under another name; null for ours.
  public Page branded(@Nullable Brand other) {
    return new Page(
        title, subtitle, path, actor, navigation, csrf, formats, banners, notices, other);
  }

  /// The name that the page goes under.
  public String brandName() {
    return brand == null ? "ProfitHack" : brand.name();
  }

  public Page with(Notice notice) {
    var all = new ArrayList<>(notices);
    all.add(notice);
    return new Page(
        title, subtitle, path, actor, navigation, csrf, formats, banners, List.copyOf(all), brand);
  }

  /// How figures, days and times are written.
  public Formats format() {
    return formats;
  }

  public ReportingFrame frame() {
    return formats.frame();
  }

  /// The value for `aria-current` of a link in the navigation; null leaves the attribute out.
  public @Nullable String current(NavigationEntry entry) {
    return entry.covers(path) ? "page" : null;
  }

  /// The URL of a file under `assets/`, changing with its content.
  public String asset(String name) {
    return Assets.url(name);
  }

  public String csrfName() {
    return Objects.requireNonNull(csrf, "no CSRF token").getParameterName();
  }

  public String csrfValue() {
    return Objects.requireNonNull(csrf, "no CSRF token").getToken();
  }

  /// The header that htmx sends with every request, as the JSON of `hx-headers`.
  public @Nullable String csrfHeaders() {
    return csrf == null
        ? null
        : "{\"%s\": \"%s\"}".formatted(csrf.getHeaderName(), csrf.getToken());
  }
}
