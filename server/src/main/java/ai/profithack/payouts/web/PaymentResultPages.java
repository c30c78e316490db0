package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.payouts.PaymentResults;
import ai.profithack.payouts.PaymentResults.Sending;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// Results of payments by file: sent, looked at line by line, taken in.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
class PaymentResultPages {
  private static final String PATH = PayoutPages.PATH + "/results";
  private static final int NEWEST = 25;
  private static final int WAITING = 100;
  private static final int ROWS = 1_000;
  private static final long LARGEST_BYTES = 20L * 1024 * 1024;

  private final PaymentResults results;
  private final Templates templates;

  PaymentResultPages(PaymentResults results, Templates templates) {
    this.results = results;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View all(Page page, @RequestParam(required = false) @Nullable Long before) {
    return shown(HttpStatus.OK, page, before, null);
  }

  private View wrong(Page page, String error) {
    return shown(HttpStatus.BAD_REQUEST, page, null, error);
  }

  private View shown(HttpStatus status, Page page, @Nullable Long before, @Nullable String error) {
    var taken = results.takenIn(before, NEWEST + 1);
    return html(
        status,
        templates.payoutsResults(
            page.titled(
                "Results",
                "What became of payments by hand and by bank file. A file that nobody takes in is removed after 30 days."),
            results.waiting(WAITING),
            taken.stream().limit(NEWEST).toList(),
            before != null,
            taken.size() > NEWEST ? taken.get(NEWEST - 1).fileId() : null,
            error));
  }

  @PostMapping(PATH)
  View send(Page page, @RequestParam(required = false) @Nullable MultipartFile file)
      throws IOException {
    if (file == null || file.isEmpty()) {
      return wrong(page, "Choose a list of results (CSV) or a pain.002 file that is not empty.");
    }
    if (file.getSize() > LARGEST_BYTES) {
      return wrong(page, "A file of results has up to 20 MB; send it in parts.");
    }
    var name = String.valueOf(file.getOriginalFilename()).replaceAll("\\p{Cntrl}", " ");
    return switch (results.send(name, file.getBytes())) {
      case Sending.Kept(var fileId, var before) ->
          Redirect.to(
              PATH + "/" + fileId,
              before
                  ? Notice.info("This file was sent before.")
                  : Notice.info("Nothing is changed yet: look at it, then take it in."));
      case Sending.Unreadable(var why) -> wrong(page, why + " Nothing changed.");
    };
  }

  @GetMapping(PATH + "/{fileId}")
  View one(Page page, @PathVariable long fileId) {
    var file =
        results
            .find(fileId)
            .orElseThrow(
                () -> Refused.notFound("There is no file %d of results.".formatted(fileId)));
    return html(
        templates.payoutsResult(
            page.titled(
                file.name(),
                "Sent by %s, %s"
                    .formatted(file.uploadedBy(), page.format().moment(file.uploadedAt()))),
            file,
            new ResultLines(results.lines(fileId), ROWS)));
  }

  @PostMapping(PATH + "/{fileId}/apply")
  View apply(@PathVariable long fileId) {
    return Redirect.to(
        PATH + "/" + fileId,
        switch (results.apply(fileId)) {
          case Ending.Done _ -> Notice.success("It is taken in.");
          case Ending.NotPossible(var why) -> Notice.error(why);
        });
  }
}
