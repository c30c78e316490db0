package ai.profithack.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import java.util.Comparator;
import java.util.Set;

/// A place in the navigation. Modules offer theirs as beans; each role sees what it may open.
///
/// `icon` names a symbol of `assets/icons.svg`. Entries of one `section` stand together, in
/// `order`; sections are ordered by their first entry.
public record NavigationEntry(
    String title, String path, String icon, String section, int order, Set<Role> roles) {
  public static final String OVERVIEW = "Overview";
  public static final String OPERATIONS = "Operations";
  public static final String ADMINISTRATION = "Administration";

  static final Comparator<NavigationEntry> IN_ORDER =
      Comparator.comparingInt(NavigationEntry::order).thenComparing(NavigationEntry::title);

  public NavigationEntry {
    roles = Set.copyOf(roles);
  }

  boolean isFor(Actor actor) {
    return roles.contains(actor.role());
  }

  /// Whether the page at `current` is this entry's, or one below it.
  boolean covers(String current) {
    return current.equals(path) || (!"/".equals(path) && current.startsWith(path + "/"));
  }
}
