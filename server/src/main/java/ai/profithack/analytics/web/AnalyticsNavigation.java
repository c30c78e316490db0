package ai.profithack.analytics.web;

import ai.profithack.access.Role;
import ai.profithack.web.NavigationEntry;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Where the figures are found.
@Configuration(proxyBeanMethods = false)
class AnalyticsNavigation {
  private static final Set<Role> OPERATOR = Set.of(Role.ADMIN, Role.MODERATOR, Role.FINANCE);

  @Bean
  NavigationEntry dashboardEntry() {
    return entry("Dashboard", "/", "layout-dashboard", 10, OPERATOR);
  }

  @Bean
  NavigationEntry creatorsEntry() {
    return entry("Creators", "/creators", "users", 20, OPERATOR);
  }

  @Bean
  NavigationEntry giftsEntry() {
    return entry("Gifts", "/gifts", "gift", 30, OPERATOR);
  }

  @Bean
  NavigationEntry cohortsEntry() {
    return entry("Retention", "/cohorts", "calendar-days", 40, OPERATOR);
  }

  @Bean
  NavigationEntry ownFiguresEntry() {
    return entry("My figures", "/me", "chart-line", 10, Set.of(Role.CREATOR));
  }

  private static NavigationEntry entry(
      String title, String path, String icon, int order, Set<Role> roles) {
    return new NavigationEntry(title, path, icon, NavigationEntry.OVERVIEW, order, roles);
  }
}
