package ai.profithack.web;

import ai.profithack.access.Allow;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Answers for errors that the container or a filter raised by status alone.
@Controller
class LastResort implements ErrorController {
  private final Answers answers;

  LastResort(Answers answers) {
    this.answers = answers;
  }

  @RequestMapping("/error")
  @Allow({})
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? HttpStatus.resolve(code)
            : null;
    var known = status == null ? HttpStatus.NOT_FOUND : status;
    var sentence =
        switch (known) {
          case BAD_REQUEST -> "The request is not well-formed.";
          case NOT_FOUND -> "There is nothing at this address.";
          case FORBIDDEN -> "This is not open to you.";
          case CONTENT_TOO_LARGE ->
              "What was sent is larger than is taken at once; the command import takes files of any size.";
          default ->
              known.is5xxServerError()
                  ? "Something went wrong on our side."
                  : known.getReasonPhrase() + ".";
        };
    answers.write(Answers.Problem.of(known, sentence), request, response);
  }
}
