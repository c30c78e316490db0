package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.StripeAccounts;
import ai.profithack.payouts.StripeAccounts.Onboarding;
import ai.profithack.payouts.StripeAccounts.Standing;
import ai.profithack.platform.Creators;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/// A creator's way to be paid over Stripe: an account there, and what Stripe says of it.
@Controller
@Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
class StripePages {
  private final StripeAccounts accounts;
  private final Payees payees;
  private final Creators creators;
  private final CurrentActor current;
  private final Templates templates;

  StripePages(
      StripeAccounts accounts,
      Payees payees,
      Creators creators,
      CurrentActor current,
      Templates templates) {
    this.accounts = accounts;
    this.payees = payees;
    this.creators = creators;
    this.current = current;
    this.templates = templates;
  }

  /// Makes an account at Stripe, or goes on with the one that was made, and shows the way there.
  @PostMapping("/creators/{creatorId}/payouts/stripe")
  View onboard(
      Page page, @PathVariable String creatorId, @RequestParam(defaultValue = "") String country) {
    var id = own(creatorId);
    var person = PayoutEndpoints.require(creators, id);
    var code = country.strip().toUpperCase(Locale.ROOT);
    if (!code.isEmpty() && !code.matches("[A-Z]{2}")) {
      throw Refused.badInput("country", "A country is two letters, such as DE.");
    }
    var back =
        ServletUriComponentsBuilder.fromCurrentContextPath().path(path(id)).build().toUriString();
    return switch (accounts.onboard(id, code.isEmpty() ? null : code, back)) {
      case Onboarding.NotNow(var why) -> Redirect.to(path(id), Notice.error(why));
      case Onboarding.Link(var account, var url) -> {
        name(id, person.name() == null ? "Creator " + id : person.name(), account);
        yield html(
            templates.payoutsStripe(
                page.titled(
                    "On to Stripe",
                    "Stripe asks for what it needs to pay you, and leads back here."),
                path(id),
                url));
      }
    };
  }

  /// Asks Stripe whether the destination in force can be paid out.
  @PostMapping("/creators/{creatorId}/payouts/stripe/check")
  View check(@PathVariable String creatorId) {
    var id = own(creatorId);
    var method = payees.method(id).filter(one -> one.rail().equals("stripe"));
    if (method.isEmpty()) {
      return Redirect.to(path(id), Notice.error("No account at Stripe is named."));
    }
    return Redirect.to(
        path(id),
        switch (accounts.look(method.get().account())) {
          case Standing.Payable() ->
              Notice.success("Stripe says that the account can be paid out.");
          case Standing.Restricted(var why) -> Notice.warning("Stripe says: " + why);
          case Standing.NotKnown(var why) -> Notice.error(why);
        });
  }

  /// Names the account as the destination unless it is. It becomes payable when Stripe says so.
  private void name(long creatorId, String holder, String account) {
    if (payees.method(creatorId).filter(one -> one.goesTo(account)).isEmpty()) {
      payees.nameDestination(
          creatorId, "stripe", holder.substring(0, Math.min(70, holder.length())), account, null);
    }
  }

  private long own(String creatorId) {
    var id = PayoutEndpoints.id(creatorId);
    current.requireCreator(id);
    return id;
  }

  private static String path(long creatorId) {
    return "/creators/" + creatorId + "/payouts";
  }
}
