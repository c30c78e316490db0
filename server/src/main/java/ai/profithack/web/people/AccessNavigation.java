package ai.profithack.web.people;

import ai.profithack.access.Role;
import ai.profithack.web.NavigationEntry;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Where the pages of access stand in the navigation.
@Configuration(proxyBeanMethods = false)
class AccessNavigation {
  private static final Set<Role> ADMINS = Set.of(Role.ADMIN);

  @Bean
  NavigationEntry peopleEntry() {
    return entry("People", "/people", "users", 900);
  }

  @Bean
  NavigationEntry keysEntry() {
    return entry("API keys", "/keys", "key-round", 910);
  }

  @Bean
  NavigationEntry auditEntry() {
    return entry("Audit trail", "/audit", "scroll-text", 920);
  }

  @Bean
  NavigationEntry apiEntry() {
    return new NavigationEntry(
        "API",
        "/openapi-ui",
        "book-open",
        NavigationEntry.ADMINISTRATION,
        930,
        Set.of(Role.ADMIN, Role.MODERATOR, Role.FINANCE));
  }

  @Bean
  NavigationEntry designEntry() {
    return entry("Design system", "/design", "palette", 990);
  }

  private static NavigationEntry entry(String title, String path, String icon, int order) {
    return new NavigationEntry(title, path, icon, NavigationEntry.ADMINISTRATION, order, ADMINS);
  }
}
