using System.Globalization;
using Jint.Runtime;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What <c>new Date()</c> and <c>Date.now()</c> read: the clock of the execution at hand.</summary>
internal sealed class HostClock(Func<DateTimeOffset> now) : ITimeSystem
{
    private readonly DefaultTimeSystem _dates = new(TimeZoneInfo.Local, CultureInfo.InvariantCulture);

    public TimeZoneInfo DefaultTimeZone => _dates.DefaultTimeZone;

    public DateTimeOffset GetUtcNow() => now();

    public bool TryParse(string date, out long epochMilliseconds) => _dates.TryParse(date, out epochMilliseconds);

    public TimeSpan GetUtcOffset(long epochMilliseconds) => _dates.GetUtcOffset(epochMilliseconds);
}
