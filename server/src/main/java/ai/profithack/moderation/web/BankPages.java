package ai.profithack.moderation.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.media.BankItem;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.ImportedHashes;
import ai.profithack.media.Originals;
import ai.profithack.moderation.KnownMaterial;
import ai.profithack.moderation.KnownMaterial.Put;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// The banks of known material, what is in them, and what of it waits for a person.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.MODERATOR})
class BankPages {
  static final String PATH = "/moderation/banks";
  private static final int ROWS = 25;

  private final KnownMaterial material;
  private final BankRequests requests;
  private final Originals originals;
  private final CurrentActor current;
  private final Templates templates;

  BankPages(
      KnownMaterial material,
      BankRequests requests,
      Originals originals,
      CurrentActor current,
      Templates templates) {
    this.material = material;
    this.requests = requests;
    this.originals = originals;
    this.current = current;
    this.templates = templates;
  }

  @Configuration(proxyBeanMethods = false)
  static class Navigation {
    @Bean
    NavigationEntry banksEntry() {
      return new NavigationEntry(
          "Banks", PATH, "shield", "Moderation", 147, Set.of(Role.ADMIN, Role.MODERATOR));
    }
  }

  @GetMapping(PATH)
  View all(Page page) {
    return shown(HttpStatus.OK, page, BankForm.empty());
  }

  @PostMapping(PATH)
  @Allow(Role.ADMIN)
  View create(
      Page page,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String kind) {
    try {
      requests.create(name.strip(), kind);
    } catch (Refused refused) {
      var field = Objects.requireNonNullElse(refused.field(), "name");
      return shown(
          refused.status(),
          page,
          new BankForm(Map.of("name", name, "kind", kind), Map.of(field, refused.sentence())));
    }
    return Redirect.to(BankView.path(name.strip()), Notice.success("The bank was made."));
  }

  @GetMapping(PATH + "/{name}")
  View one(
      Page page,
      @PathVariable String name,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable Long before) {
    var bank = requests.bank(name);
    var chosen = BankRequests.state(state);
    var some = material.items(name, q, chosen, before == null ? Long.MAX_VALUE : before, ROWS + 1);
    return shown(
        HttpStatus.OK,
        page,
        new BankView(
            bank,
            some.stream().limit(ROWS).toList(),
            q,
            chosen,
            before,
            some.size() > ROWS ? some.get(ROWS - 1).itemId() : null,
            manages(page),
            BankForm.empty(),
            null,
            false));
  }

  @PostMapping(PATH + "/{name}/items")
  @Allow(Role.ADMIN)
  View add(
      Page page,
      @PathVariable String name,
      @RequestPart(required = false) @Nullable MultipartFile file,
      @RequestParam(defaultValue = "") String videoId,
      @RequestParam(defaultValue = "") String hash,
      @RequestParam(defaultValue = "") String note)
      throws IOException, InterruptedException {
    requests.require(name);
    try {
      return switch (put(name, file, videoId.strip(), hash.strip(), BankRequests.note(note))) {
        case Put.Added(var itemId) ->
            Redirect.to(
                BankView.path(name),
                Notice.success("Item %d was added; it is found from now on.".formatted(itemId)));
        case Put.AlreadyThere(var itemId, BankItem.State there)
            when there == BankItem.State.REMOVED ->
            throw Refused.badInput(
                "hash",
                "This was item %d of the bank and was removed for good; it is not found."
                    .formatted(itemId));
        case Put.AlreadyThere(var itemId, _) ->
            Redirect.to(
                BankView.path(name),
                Notice.success("It was there already, as item %d.".formatted(itemId)));
        case Put.NoSuchBank _ -> throw BankRequests.noBank(name);
        case Put.Reserved _ -> throw BankRequests.reserved(name);
        case Put.Unusable(var field, var reason) -> throw Refused.badInput(field, reason);
      };
    } catch (Refused refused) {
      return wrong(page, name, refused, Map.of("videoId", videoId, "hash", hash, "note", note));
    }
  }

  private Put put(
      String name, @Nullable MultipartFile file, String videoId, String hash, String note)
      throws IOException, InterruptedException {
    if (!hash.isEmpty()) {
      return material.addHash(name, hash, note, current.name());
    }
    if (videoId.isEmpty()) {
      return file == null || file.isEmpty()
          ? new Put.Unusable("file", "Choose a file, or name a video or a hash.")
          : requests.addFile(name, file, note);
    }
    if (!videoId.matches("[1-9][0-9]{0,17}")) {
      return new Put.Unusable("videoId", "The platform's id of the video, a whole number above 0.");
    }
    try {
      return material.addVideo(name, Long.parseLong(videoId), note, current.name());
    } catch (DecoderUnavailable missing) {
      throw Refused.unavailable(String.valueOf(missing.getMessage()));
    }
  }

  @PostMapping(PATH + "/{name}/import")
  @Allow(Role.ADMIN)
  View importList(
      Page page,
      @PathVariable String name,
      @RequestPart(required = false) @Nullable MultipartFile file,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String mode)
      throws IOException {
    var dryRun = mode.equals("check");
    try {
      var came = requests.importList(name, file, source, dryRun);
      return shown(
          HttpStatus.OK,
          page,
          view(page, name, new BankForm(Map.of("source", source), Map.of()), came, dryRun));
    } catch (Refused refused) {
      // Two forms of the page have a file.
      var field = "file".equals(refused.field()) ? "list" : refused.field();
      if (field == null) {
        throw refused;
      }
      return shown(
          refused.status(),
          page,
          view(
              page,
              name,
              new BankForm(Map.of("source", source), Map.of(field, refused.sentence())),
              null,
              dryRun));
    }
  }

  @GetMapping(PATH + "/{name}/export")
  @Allow(Role.ADMIN)
  void exportList(@PathVariable String name, HttpServletResponse response) throws IOException {
    requests.exportList(name, response);
  }

  @PostMapping(PATH + "/items/{id}/quarantine")
  View quarantine(
      @PathVariable long id,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    return moved(
        id,
        back,
        reason,
        why -> material.quarantine(id, why, current.name()),
        "is in quarantine: an admin looks at it");
  }

  @PostMapping(PATH + "/items/{id}/release")
  @Allow(Role.ADMIN)
  View release(
      @PathVariable long id,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    return moved(
        id, back, reason, why -> material.release(id, why, current.name()), "counts again");
  }

  @PostMapping(PATH + "/items/{id}/remove")
  @Allow(Role.ADMIN)
  View remove(
      @PathVariable long id,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    return moved(
        id, back, reason, why -> material.remove(id, why, current.name()), "was removed for good");
  }

  @FunctionalInterface
  private interface Move {
    boolean because(String reason);
  }

  private View moved(long id, String back, String given, Move move, String done) {
    var item = requests.find(id);
    var path = back.equals("all") ? PATH : BankView.path(item.bank());
    String reason;
    try {
      reason = BankRequests.reason(given);
    } catch (Refused refused) {
      return Redirect.to(path, Notice.error(refused.sentence() + " Nothing was changed."));
    }
    return Redirect.to(
        path,
        move.because(reason)
            ? Notice.success("Item %d %s.".formatted(id, done))
            : Notice.error("Somebody else changed item %d before; look again.".formatted(id)));
  }

  private View wrong(Page page, String name, Refused refused, Map<String, String> values) {
    var field = refused.field();
    if (field == null) {
      throw refused;
    }
    return shown(
        refused.status(),
        page,
        view(page, name, new BankForm(values, Map.of(field, refused.sentence())), null, false));
  }

  private BankView view(
      Page page, String name, BankForm form, @Nullable ImportedHashes came, boolean dryRun) {
    var some = material.items(name, "", null, Long.MAX_VALUE, ROWS + 1);
    return new BankView(
        requests.bank(name),
        some.stream().limit(ROWS).toList(),
        "",
        null,
        null,
        some.size() > ROWS ? some.get(ROWS - 1).itemId() : null,
        manages(page),
        form,
        came,
        dryRun);
  }

  private View shown(HttpStatus status, Page page, BankView view) {
    return html(
        status,
        templates.moderationBank(
            page.titled(
                "Bank “%s”".formatted(view.bank().name()), BankView.follows(view.bank().kind())),
            view,
            originals.bytesMax()));
  }

  private View shown(HttpStatus status, Page page, BankForm form) {
    return html(
        status,
        templates.moderationBanks(
            page.titled(
                "Banks of known material",
                "What every video is compared with. Of an item only hashes are held."),
            material.all(),
            material.doubted(BankEndpoints.DOUBTED_MAX),
            manages(page),
            form));
  }

  private static boolean manages(Page page) {
    var actor = page.actor();
    return actor != null && actor.is(Role.ADMIN);
  }
}
