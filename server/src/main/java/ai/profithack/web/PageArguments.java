package ai.profithack.web;

import ai.profithack.access.Actor;
import ai.profithack.access.CurrentActor;
import ai.profithack.kernel.ReportingFrame;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.support.RequestContextUtils;

/// Gives controllers the [Page] around what they show, and the [Actor] who asks.
@Component
class PageArguments implements HandlerMethodArgumentResolver {
  static final String FLASH = "notice";

  private final CurrentActor current;
  private final Formats formats;
  private final ObjectProvider<NavigationEntry> entries;
  private final ObjectProvider<Banner> banners;

  PageArguments(
      CurrentActor current,
      ReportingFrame frame,
      ObjectProvider<NavigationEntry> entries,
      ObjectProvider<Banner> banners) {
    this.current = current;
    this.formats = new Formats(frame);
    this.entries = entries;
    this.banners = banners;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Page.class
        || parameter.getParameterType() == Actor.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    if (parameter.getParameterType() == Actor.class) {
      return current.require();
    }
    var servletRequest = request.getNativeRequest(HttpServletRequest.class);
    if (servletRequest == null) {
      throw new IllegalStateException("A page outside of a servlet request");
    }
    return page(servletRequest);
  }

  /// The frame for an answer to `request`, also for one that no controller handles.
  Page page(HttpServletRequest request) {
    var actor = current.find().orElse(null);
    return new Page(
        "ProfitHack",
        null,
        request.getRequestURI(),
        actor,
        actor == null || actor.mustChangePassword() ? List.of() : navigation(actor),
        (CsrfToken) request.getAttribute(CsrfToken.class.getName()),
        formats,
        banners.orderedStream().toList(),
        flashed(request),
        null);
  }

  private List<Page.Section> navigation(Actor actor) {
    var sections = new LinkedHashMap<String, List<NavigationEntry>>();
    entries.stream()
        .filter(entry -> entry.isFor(actor))
        .sorted(NavigationEntry.IN_ORDER)
        .forEach(
            entry -> sections.computeIfAbsent(entry.section(), _ -> new ArrayList<>()).add(entry));
    return sections.entrySet().stream()
        .map(section -> new Page.Section(section.getKey(), section.getValue()))
        .toList();
  }

  private static List<Notice> flashed(HttpServletRequest request) {
    var flash = RequestContextUtils.getInputFlashMap(request);
    return flash != null && flash.get(FLASH) instanceof Notice notice ? List.of(notice) : List.of();
  }
}
