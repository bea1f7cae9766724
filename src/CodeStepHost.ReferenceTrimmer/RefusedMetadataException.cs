namespace CodeStepHost.ApiSignatures;

/// <summary>Metadata that no script has. The message says what it is, in a few words.</summary>
internal sealed class RefusedMetadataException(string what) : Exception(what);
