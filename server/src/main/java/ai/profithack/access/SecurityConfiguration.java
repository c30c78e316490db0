package ai.profithack.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// What stands between a request and the pages: everything is closed but health, the login page,
/// the static files, and what its sender signs.
///
/// Which role a page or endpoint answers is said by [Allow] beside it. How a refusal looks is the
/// business of module `web`.
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
  static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
          + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
          + "manifest-src 'self'; media-src 'self'";

  /// The API's description is shown by Swagger UI, whose own style sheet holds pictures as `data:`
  /// and whose components carry styles. Scripts stay as strict as elsewhere.
  private static final String DESCRIPTION_POLICY =
      CONTENT_POLICY
          .replace("img-src 'self'", "img-src 'self' data:")
          .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

  static final String PERMISSIONS =
      "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
          + "payment=(), usb=()";

  /// What is let in by its sender's signature, which its controller checks.
  private static final String SIGNED = "/api/webhooks/*";

  @Bean
  SecurityFilterChain closedByDefault(
      HttpSecurity http,
      SessionLogin sessions,
      ApiKeys keys,
      AuthenticationEntryPoint loginFirst,
      AccessDeniedHandler notAllowed,
      @Value("${spring.servlet.multipart.max-request-size}") DataSize filesLimit)
      throws Exception {
    var tokens = csrfTokens();
    return http.securityContext(context -> context.securityContextRepository(sessions))
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers(HttpMethod.GET, "/health", "/login", "/assets/**", "/favicon.ico")
                .permitAll()
                .requestMatchers(HttpMethod.POST, "/login", SIGNED)
                .permitAll()
                .requestMatchers("/error")
                .permitAll()
                .requestMatchers("/password", "/logout")
                .authenticated()
                .requestMatchers("/metrics")
                .access(withPasswordChosen(Role.ADMIN, Role.SERVICE))
                .anyRequest()
                .access(withPasswordChosen(Role.values())))
        .addFilterBefore(new KeyFilter(keys, loginFirst), CsrfFilter.class)
        .addFilterBefore(
            new FilesFilter(loginFirst, notAllowed, tokens, filesLimit), CsrfFilter.class)
        .csrf(csrf ->
            csrf.csrfTokenRepository(tokens)
                .ignoringRequestMatchers(KeyFilter::hasKey)
                .ignoringRequestMatchers(SIGNED))
        .exceptionHandling(handling ->
            handling.authenticationEntryPoint(loginFirst).accessDeniedHandler(notAllowed))
        .headers(SecurityConfiguration::headers)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .build();
  }

  /// A request is measured as a whole; a measurement of each of the twenty steps of its security
  /// would cost more than the steps.
  @Bean
  SecurityObservationSettings withoutAMeasurementOfEachFilter() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  WebMvcConfigurer rolesBesideHandlers(CurrentActor current) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new RoleInterceptor(current));
      }
    };
  }

  private static CookieCsrfTokenRepository csrfTokens() {
    var tokens = new CookieCsrfTokenRepository();
    tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict").httpOnly(true));
    return tokens;
  }

  private static void headers(HeadersConfigurer<HttpSecurity> headers) {
    headers
        .addHeaderWriter(SecurityConfiguration::contentPolicy)
        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
        .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS))
        .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
        .httpStrictTransportSecurity(strict ->
            strict.includeSubDomains(true).maxAgeInSeconds(Duration.ofDays(365).toSeconds()));
  }

  private static void contentPolicy(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader(
        "Content-Security-Policy",
        request.getRequestURI().startsWith("/swagger-ui/") ? DESCRIPTION_POLICY : CONTENT_POLICY);
  }

  /// A one-time password opens nothing but the page that replaces it.
  private static AuthorizationManager<RequestAuthorizationContext> withPasswordChosen(
      Role... roles) {
    return (authentication, _) -> {
      var who = authentication.get();
      return new AuthorizationDecision(
          who != null
              && who.getPrincipal() instanceof Actor actor
              && !actor.mustChangePassword()
              && actor.is(roles));
    };
  }
}
