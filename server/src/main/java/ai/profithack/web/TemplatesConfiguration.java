package ai.profithack.web;

import ai.profithack.templates.StaticTemplates;
import ai.profithack.templates.Templates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The typed door to all templates. Controllers exist in commands too, so this does.
@Configuration(proxyBeanMethods = false)
class TemplatesConfiguration {
  @Bean
  Templates templates() {
    return new StaticTemplates();
  }
}
