package ai.profithack.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Answers for what fails before any controller is reached: when the sessions' database is gone,
/// for one. Without it the container would show a page of its own.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OutermostFilter extends OncePerRequestFilter {
  private final Answers answers;
  private final Unexpected unexpected;

  OutermostFilter(Answers answers, Unexpected unexpected) {
    this.answers = answers;
    this.unexpected = unexpected;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (AsyncRequestNotUsableException gone) {
      throw gone;
    } catch (ServletException | RuntimeException failure) {
      if (response.isCommitted()) {
        throw failure;
      }
      answers.write(unexpected.problem(failure, request), request, response);
    }
  }
}
