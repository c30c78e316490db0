package ai.profithack.platform.web;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.platform.Brands;
import ai.profithack.platform.Brands.Change;
import ai.profithack.platform.Creators;
import ai.profithack.web.Notice;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// A creator's own name and colour: set on their page, drawn by a stylesheet of their own, as the
/// content-security policy lets no page bring styles of its own.
@Controller
@Allow({Role.ADMIN, Role.CREATOR})
class BrandPages {
  private final Brands brands;
  private final Creators creators;
  private final CurrentActor current;

  BrandPages(Brands brands, Creators creators, CurrentActor current) {
    this.brands = brands;
    this.creators = creators;
    this.current = current;
  }

  @PostMapping("/creators/{creatorId}/brand")
  View set(
      @PathVariable long creatorId,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String accent) {
    require(creatorId);
    return switch (brands.set(creatorId, name, accent)) {
      case Change.Done() ->
          Redirect.to(path(creatorId), Notice.success("Page and statements carry it from now on."));
      case Change.NotInTier(var sentence) -> throw Refused.forbidden(sentence);
      case Change.Invalid(_, var sentence) -> Redirect.to(path(creatorId), Notice.error(sentence));
    };
  }

  @PostMapping("/creators/{creatorId}/brand/remove")
  View remove(@PathVariable long creatorId) {
    require(creatorId);
    brands.clear(creatorId);
    return Redirect.to(path(creatorId), Notice.success("Page and statements are ours again."));
  }

  @GetMapping("/creators/{creatorId}/brand.css")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  ResponseEntity<String> stylesheet(@PathVariable long creatorId) {
    current.requireCreator(creatorId);
    var accent =
        brands
            .of(creatorId)
            .orElseThrow(() -> Refused.notFound("This creator has no colour of their own."))
            .accent();
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "css"))
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=300")
        .body(
            """
            :root { --accent-fill: %1$s; --accent-fill-hover: %1$s; --accent-ink: #ffffff; }
            .sidebar-top, .topbar { background: %1$s; }
            .sidebar-top { border-radius: var(--radius-s); }
            .sidebar-top .brand, .topbar .brand, .sidebar-top .button, .topbar .button { color: #ffffff; }
            """
                .formatted(accent));
  }

  private void require(long creatorId) {
    current.requireCreator(creatorId);
    if (creators.find(creatorId).isEmpty()) {
      throw Refused.notFound("There is no creator with the id " + creatorId + ".");
    }
  }

  private static String path(long creatorId) {
    return "/creators/" + creatorId;
  }
}
