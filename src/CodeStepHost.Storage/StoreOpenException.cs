namespace CodeStepHost.Storage;

/// <summary>A store cannot be opened. The message names the file, what is wrong with it and what to do.</summary>
public sealed class StoreOpenException(string message, Exception? cause = null) : Exception(message, cause);
