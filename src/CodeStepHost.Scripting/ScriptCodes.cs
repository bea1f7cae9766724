namespace CodeStepHost.Scripting;

/// <summary>Stable codes of errors that this assembly throws at scripts. They appear in error records and in the documentation.</summary>
internal static class ScriptCodes
{
    /// <summary>A value that must be there is missing or null.</summary>
    public const string Missing = "value.missing";

    /// <summary>A value contains itself, or is nested deeper than a message may be.</summary>
    public const string Depth = "limit.depth";

    /// <summary>A value does not fit the type that it was asked for as.</summary>
    public const string Unfit = "value.unfit";

    /// <summary>A call was answered with a status that is no success.</summary>
    public const string HttpStatus = "http.status";
}
