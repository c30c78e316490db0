package ai.profithack.classifiers;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// The models that the build has put beside this class, run by ONNX Runtime.
///
/// Each is loaded when it is first needed and shared by all who look. A run takes one thread, the
/// caller's: whoever decodes recordings one after another never takes more than a processor.
final class Models implements AutoCloseable {
  private static final String FOLDER = "models/";

  private static final int COMMAND_LINE_MAX = 3_500;

  private final String folder;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, OrtSession> sessions = new HashMap<>();
  private boolean closed;

  Models() {
    this(FOLDER);
  }

  /// `folder`: beside this class, with a slash at its end.
  Models(String folder) {
    this.folder = folder;
  }

  /// What a model is, without loading it.
  ///
  /// Errors: [ModelAbsent] where the build has none of this name.
  Model facts(String file) throws ModelAbsent {
    try (var stream = Models.class.getResourceAsStream(folder + file + ".properties")) {
      if (stream == null) {
        throw new ModelAbsent(
            "The model %s is not in this build: its package could not be had when it was built."
                .formatted(file));
      }
      var facts = new Properties();
      facts.load(stream);
      return new Model(
          file,
          facts.getProperty("package") + " " + facts.getProperty("version"),
          facts.getProperty("sha256"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  byte[] content(String file) throws ModelAbsent {
    facts(file);
    try (var stream = Models.class.getResourceAsStream(folder + file)) {
      if (stream == null) {
        throw new ModelAbsent("The file of the model " + file + " is not in this build.");
      }
      return stream.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Loads it if that has not been done.
  ///
  /// Errors: [ModelAbsent] where it is not in the build or ONNX Runtime does not run here.
  void require(String file) throws ModelAbsent {
    lock.writeLock().lock();
    try {
      if (closed) {
        throw new ModelAbsent("The server is shutting down.");
      }
      if (!sessions.containsKey(file)) {
        sessions.put(file, session(file));
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// ONNX Runtime 1.29.0 crashes the whole process where its command line is longer than about
  /// 3,900 bytes. `command`: the file in which Linux tells it; other systems have none.
  static void requireShortCommandLine(Path command) throws ModelAbsent {
    try {
      var length = Files.isReadable(command) ? Files.readAllBytes(command).length : 0;
      if (length > COMMAND_LINE_MAX) {
        throw new ModelAbsent(
            "ONNX Runtime would crash this process: its command line has %d bytes, more than %d. Start it by -jar."
                .formatted(length, COMMAND_LINE_MAX));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private OrtSession session(String file) throws ModelAbsent {
    var content = content(file);
    requireShortCommandLine(Path.of("/proc/self/cmdline"));
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      // Pictures and lines of text come in many sizes, which no plan for one of them suits.
      options.setMemoryPatternOptimization(false);
      return OrtEnvironment.getEnvironment().createSession(content, options);
    } catch (OrtException | LinkageError unusable) {
      throw new ModelAbsent(
          "ONNX Runtime does not run the model %s on this machine (%s, %s): %s"
              .formatted(
                  file,
                  System.getProperty("os.name"),
                  System.getProperty("os.arch"),
                  unusable.getMessage()));
    }
  }

  /// What a model is given: numbers and their shape, or nothing but whole numbers.
  sealed interface Input {
    @SuppressWarnings("ArrayRecordComponent") // handed on, not kept
    record Decimals(float[] values, long... shape) implements Input {}

    record Whole(long value) implements Input {}
  }

  /// What a model answers, by the names of its outputs.
  record Results(Map<String, float[]> values) {
    float[] get(String name) {
      return requireNonNull(values.get(name), () -> name + " is not among " + values.keySet());
    }

    float[] only() {
      return values.values().iterator().next();
    }
  }

  /// Runs a model that was required, and hands out its results by name.
  ///
  /// Errors: [IllegalStateException] where the model refuses its input, and after [#close].
  Results run(String file, Map<String, Input> inputs) {
    lock.readLock().lock();
    var tensors = new HashMap<String, OnnxTensorLike>();
    try {
      var session = sessions.get(file);
      if (session == null) {
        throw new IllegalStateException("the model " + file + " is not loaded");
      }
      for (var input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (var results = session.run(tensors)) {
        var values = new HashMap<String, float[]>();
        for (var result : results) {
          if (result.getValue() instanceof OnnxTensor tensor) {
            var buffer = tensor.getFloatBuffer();
            var array = new float[buffer.remaining()];
            buffer.get(array);
            values.put(result.getKey(), array);
          }
        }
        return new Results(values);
      }
    } catch (OrtException failure) {
      throw new IllegalStateException("the model " + file + " failed", failure);
    } finally {
      tensors.values().forEach(OnnxTensorLike::close);
      lock.readLock().unlock();
    }
  }

  /// The result of a model that has one input and one output.
  float[] run(String file, float[] values, long... shape) {
    return run(file, Map.of(inputName(file), new Input.Decimals(values, shape))).only();
  }

  private String inputName(String file) {
    lock.readLock().lock();
    try {
      @Nullable OrtSession session = sessions.get(file);
      if (session == null) {
        throw new IllegalStateException("the model " + file + " is not loaded");
      }
      Map<String, NodeInfo> inputs = session.getInputInfo();
      return inputs.keySet().iterator().next();
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static OnnxTensor tensor(Input input) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    return switch (input) {
      case Input.Decimals(var values, var shape) ->
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
      case Input.Whole(var value) ->
          OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {value}), new long[] {});
    };
  }

  /// Waits for those who are looking, then frees what the models took.
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      for (var session : sessions.values()) {
        session.close();
      }
      sessions.clear();
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
