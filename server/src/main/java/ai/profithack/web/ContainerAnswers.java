package ai.profithack.web;

import ai.profithack.access.SecurityHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/// Answers for what the container refuses before any filter of ours is reached: an address that
/// cannot be decoded, such as `/%00` or `/%zz`. Without it the container shows a page of its own.
@Configuration(proxyBeanMethods = false)
class ContainerAnswers {

  @Bean
  static WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownErrorReports(
      Answers answers) {
    return factory ->
        factory.addContextCustomizers(context -> {
          var host = (StandardHost) context.getParent();
          // The host would add its own one unless it finds one of the class that is named here.
          host.setErrorReportValveClass(Reports.class.getName());
          host.getPipeline().addValve(new Reports(answers));
        });
  }

  /// The innermost of the host's error reports, so that it is the one that answers.
  private static final class Reports extends ErrorReportValve {
    private final Answers answers;

    Reports(Answers answers) {
      this.answers = answers;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
      if (response.getStatus() < 400
          || response.getContentWritten() > 0
          || !response.setErrorReported()) {
        return;
      }
      var status = HttpStatus.resolve(response.getStatus());
      var known = status == null ? HttpStatus.BAD_REQUEST : status;
      try {
        SecurityHeaders.write(request, response);
        answers.write(
            Answers.Problem.of(
                known,
                known == HttpStatus.BAD_REQUEST
                    ? "The address is not well-formed: it has characters that cannot be read."
                    : known.getReasonPhrase() + "."),
            request,
            response);
        response.finishResponse();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
