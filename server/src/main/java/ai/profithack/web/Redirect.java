package ai.profithack.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.support.RequestContextUtils;

/// What a controller returns after a form did its work: off to a page, with a notice on it.
public final class Redirect {
  private Redirect() {}

  public static View to(String path) {
    return new SeeOther(path, null);
  }

  public static View to(String path, Notice notice) {
    return new SeeOther(path, notice);
  }

  private record SeeOther(String path, @Nullable Notice notice) implements View {
    @Override
    public void render(
        @Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response) {
      if (notice != null) {
        RequestContextUtils.getOutputFlashMap(request).put(PageArguments.FLASH, notice);
        RequestContextUtils.saveOutputFlashMap(path, request, response);
      }
      response.setStatus(HttpStatus.SEE_OTHER.value());
      response.setHeader("Location", path);
      response.setHeader("Cache-Control", "no-store");
    }
  }
}
