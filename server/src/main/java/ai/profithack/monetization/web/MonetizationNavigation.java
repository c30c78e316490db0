package ai.profithack.monetization.web;

import ai.profithack.access.Role;
import ai.profithack.web.NavigationEntry;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Where growth and collaborations are found.
@Configuration(proxyBeanMethods = false)
class MonetizationNavigation {
  @Bean
  NavigationEntry growthEntry() {
    return new NavigationEntry(
        "Growth",
        "/growth",
        "trending-up",
        NavigationEntry.OVERVIEW,
        60,
        Set.of(Role.ADMIN, Role.FINANCE, Role.CREATOR));
  }

  @Bean
  NavigationEntry collaborationsEntry() {
    return new NavigationEntry(
        "Collaborations",
        "/collaborations",
        "users",
        NavigationEntry.OVERVIEW,
        70,
        Set.of(Role.ADMIN, Role.FINANCE, Role.CREATOR));
  }
}
