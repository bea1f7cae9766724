namespace CodeStepHost.Storage.Sqlite;

/// <summary>Moments are stored as whole microseconds since 1970 in UTC.</summary>
internal static class Moments
{
    public static long Store(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Read(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? Read(long? microseconds) => microseconds is { } some ? Read(some) : null;
}
