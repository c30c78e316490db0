package ai.profithack.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.provider.Arguments;

/// A real Chromium at the pages of a server under test.
///
/// [#close] fails the test where the page wrote an error to the console, threw, or asked any other
/// host for anything. Each one has cookies and storage of its own. Where there is no Chromium
/// (`CHROMIUM`, else `/usr/bin/chromium`) or no Node, the test is skipped and says so.
public final class Browser implements AutoCloseable {
  /// Widths that every page is looked at in.
  public static final int DESK = 1280;

  public static final int PHONE = 390;

  /// The looks that a page is tested in, as width and whether dark: both widths and both themes,
  /// and with `-Dlooks=all` every pair of them, for whoever wants to see all pictures.
  public static Stream<Arguments> looks() {
    var both = Stream.of(Arguments.of(DESK, false), Arguments.of(PHONE, true));
    return "all".equals(System.getProperty("looks"))
        ? Stream.concat(both, Stream.of(Arguments.of(DESK, true), Arguments.of(PHONE, false)))
        : both;
  }

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /// Every text's contrast with what is painted behind it, after WCAG 2.2, 1.4.3.
  private static final String FAINT =
      """
      () => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgba = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data]; };
        const light = ([r, g, b]) => { const f = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
          return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
        const behind = e => { for (let p = e; p; p = p.parentElement) { const c = rgba(getComputedStyle(p).backgroundColor);
          if (c[3] === 255) return c; } return rgba('Canvas'); };
        const faint = [];
        for (const e of document.querySelectorAll('body *')) {
          if (e.closest('.chart, :disabled, .visually-hidden, noscript, [hidden]') || !e.checkVisibility()) continue;
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
          const s = getComputedStyle(e);
          const [a, b] = [light(rgba(s.color)), light(behind(e))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          const large = parseFloat(s.fontSize) >= 24 || (parseFloat(s.fontSize) >= 18.66 && +s.fontWeight >= 700);
          if (ratio < (large ? 3 : 4.5)) faint.push(`${e.className || e.tagName}: "${e.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
        }
        return faint;
      }
      """;

  /// One for all tests, started by the first that needs it; it ends with this process, whose pipe
  /// it listens to. Tests run one after the other on one thread, as Playwright asks.
  private static com.microsoft.playwright.@Nullable Browser chromium;

  private final BrowserContext context;
  private final Page page;
  private final String base;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> expected = new ArrayList<>();

  private Browser(int port, int width, boolean dark) {
    this.base = "http://localhost:" + port;
    this.context =
        chromium()
            .newContext(
                new com.microsoft.playwright.Browser.NewContextOptions()
                    .setViewportSize(width, width == PHONE ? 844 : 800)
                    .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
                    .setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(20_000);
    context.onRequest(request -> {
      if (!request.url().startsWith(base) && !request.url().startsWith("data:")) {
        complaints.add("request to another host: " + request.url());
      }
    });
    context.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add("console: " + message.text());
      }
    });
    context.onWebError(error -> complaints.add("thrown: " + error.error()));
    this.page = context.newPage();
  }

  /// Opens a browser of a width, in the light or the dark theme.
  public static Browser open(int port, int width, boolean dark) {
    return new Browser(port, width, dark);
  }

  public static Browser open(int port) {
    return new Browser(port, DESK, false);
  }

  public Page page() {
    return page;
  }

  public Page go(String path) {
    page.navigate(base + path);
    return page;
  }

  /// Logs in by the form, as a person would.
  public Page logIn(String login, String password) {
    go("/login");
    page.getByLabel("Login").fill(login);
    page.getByLabel("Password").fill(password);
    page.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).first().click();
    return page;
  }

  /// Lets pass what the console says about a status that the test provokes: `404`.
  public Browser expecting(String complaint) {
    expected.add(complaint);
    return this;
  }

  /// Waits until every chart of the page is drawn.
  public Browser chartsDrawn() {
    page.waitForFunction(
        "() => [...document.querySelectorAll('[data-chart]')].every(c => c.dataset.chartState === 'done')");
    return this;
  }

  /// The ids that more than one element of the page has: a label would name the first of them.
  @SuppressWarnings("unchecked")
  public List<String> repeatedIds() {
    return (List<String>)
        page.evaluate(
            "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i); }");
  }

  /// True where the page is wider than the window: it would scroll sideways.
  public boolean overflows() {
    return (Boolean)
        page.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  /// The texts of the page with too little contrast to what is behind them.
  @SuppressWarnings("unchecked")
  public List<String> faintTexts() {
    return (List<String>) page.evaluate(FAINT);
  }

  /// The tables of the page that scroll sideways.
  @SuppressWarnings("unchecked")
  public List<String> scrollingTables() {
    return (List<String>)
        page.evaluate(
            "() => [...document.querySelectorAll('.table-scroll')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)");
  }

  /// Keeps the whole page as `target/screenshots/<name>.png`.
  public Path screenshot(String name) {
    var file = Path.of("target", "screenshots", name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    return file;
  }

  @Override
  public void close() {
    context.close();
    complaints.removeIf(complaint -> expected.stream().anyMatch(complaint::contains));
    if (!complaints.isEmpty()) {
      throw new AssertionError(String.join("\n", complaints));
    }
  }

  private static com.microsoft.playwright.Browser chromium() {
    if (chromium == null || !chromium.isConnected()) {
      chromium = launch();
    }
    return chromium;
  }

  private static com.microsoft.playwright.Browser launch() {
    var executable =
        Path.of(Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"));
    Assumptions.assumeTrue(Files.isExecutable(executable), "skipped: no Chromium at " + executable);
    var node = node();
    Assumptions.assumeTrue(node.isPresent(), "skipped: no node on the PATH to drive Chromium");
    var driver =
        Map.of(
            "PLAYWRIGHT_NODEJS_PATH",
            node.orElseThrow().toString(),
            "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
            "1");
    return Playwright.create(new Playwright.CreateOptions().setEnv(driver))
        .chromium()
        .launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS));
  }

  private static Optional<Path> node() {
    var named = System.getenv("PLAYWRIGHT_NODEJS_PATH");
    return named != null
        ? Optional.of(Path.of(named))
        : Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
            .map(folder -> Path.of(folder, "node"))
            .filter(Files::isExecutable)
            .findFirst();
  }
}
