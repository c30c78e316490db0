package ai.profithack.provenance;

/// Something that was done to the content, in the words of whoever signed: `c2pa.created`,
/// `c2pa.transcoded` … `digitalSourceType` is the last part of the IPTC address, such as
/// `trainedAlgorithmicMedia`, and empty where none is given; so is `software`.
public record Action(String name, String digitalSourceType, String software) {}
