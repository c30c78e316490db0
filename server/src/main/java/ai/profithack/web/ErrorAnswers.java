package ai.profithack.web;

import ai.profithack.web.Answers.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.validation.BindException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/// Whatever a controller throws, as one sentence that names the field and what it should be.
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ErrorAnswers {
  private final Answers answers;
  private final Refusals refusals;
  private final Unexpected unexpected;

  ErrorAnswers(Answers answers, Refusals refusals, Unexpected unexpected) {
    this.answers = answers;
    this.refusals = refusals;
    this.unexpected = unexpected;
  }

  @ExceptionHandler
  void refused(Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answers.write(
        new Problem(
            refused.status(), refused.sentence(), refused.field(), null, refused.retryAfter()),
        request,
        response);
  }

  @ExceptionHandler
  void notAllowed(
      AccessDeniedException denied, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refusals.handle(request, response, denied);
  }

  @ExceptionHandler
  void unreadable(
      HttpMessageNotReadableException unreadable,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answers.write(BodyProblems.problem(unreadable), request, response);
  }

  /// Below an address that ends in a number there is no page of a word.
  @ExceptionHandler
  void wrongType(
      MethodArgumentTypeMismatchException mismatch,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (mismatch.getParameter().hasParameterAnnotation(PathVariable.class)
        && !Answers.isForProgram(request)) {
      notFound(request, response);
      return;
    }
    var sentence =
        "%s must be %s."
            .formatted(mismatch.getName(), BodyProblems.kind(mismatch.getRequiredType()));
    bad(mismatch.getName(), sentence, request, response);
  }

  @ExceptionHandler
  void missing(
      MissingRequestValueException missing,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var name =
        missing instanceof MissingServletRequestParameterException parameter
            ? parameter.getParameterName()
            : null;
    bad(
        name,
        name == null ? "Something required is missing." : name + " is missing.",
        request,
        response);
  }

  @ExceptionHandler
  void invalid(BindException invalid, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var first = invalid.getFieldErrors().stream().findFirst();
    var sentence =
        invalid.getFieldErrors().stream()
            .map(error -> error.getField() + " " + error.getDefaultMessage())
            .sorted()
            .collect(Collectors.joining("; ", "", "."));
    bad(first.map(error -> error.getField()).orElse(null), sentence, request, response);
  }

  @ExceptionHandler
  void invalid(
      HandlerMethodValidationException invalid,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var first = invalid.getParameterValidationResults().getFirst();
    var name = first.getMethodParameter().getParameterName();
    var reason = first.getResolvableErrors().getFirst().getDefaultMessage();
    bad(name, "%s %s.".formatted(name, reason), request, response);
  }

  @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
  void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answers.write(
        Problem.of(HttpStatus.NOT_FOUND, "There is nothing at this address."), request, response);
  }

  @ExceptionHandler
  void method(
      HttpRequestMethodNotSupportedException wrong,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var supported = wrong.getSupportedMethods();
    var allowed = supported == null ? "" : String.join(", ", supported);
    response.setHeader("Allow", allowed);
    answers.write(
        Problem.of(
            HttpStatus.METHOD_NOT_ALLOWED,
            "%s is not understood here; use %s.".formatted(wrong.getMethod(), allowed)),
        request,
        response);
  }

  @ExceptionHandler
  void mediaType(
      HttpMediaTypeNotSupportedException wrong,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var supported =
        wrong.getSupportedMediaTypes().stream()
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    answers.write(
        Problem.of(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type must be %s."
                .formatted(supported.isEmpty() ? "application/json" : supported)),
        request,
        response);
  }

  @ExceptionHandler
  void notAcceptable(
      HttpMediaTypeNotAcceptableException wrong,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answers.write(
        Problem.of(
            HttpStatus.NOT_ACCEPTABLE, "The Accept header asks for a form this is not given in."),
        request,
        response);
  }

  @ExceptionHandler
  void tooLarge(
      MaxUploadSizeExceededException tooLarge,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answers.write(
        Problem.of(
            HttpStatus.CONTENT_TOO_LARGE,
            "What was sent is larger than is taken at once; the command import takes files of any size."),
        request,
        response);
  }

  /// The one who asked has gone; nobody is left to answer.
  @ExceptionHandler
  void gone(AsyncRequestNotUsableException gone) {}

  @ExceptionHandler
  void unexpected(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answers.write(unexpected.problem(failure, request), request, response);
  }

  private void bad(
      @Nullable String field,
      String sentence,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answers.write(
        new Problem(HttpStatus.BAD_REQUEST, sentence, field, null, null), request, response);
  }
}
