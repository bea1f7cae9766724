using System.Threading.Channels;

namespace CodeStepHost.Desk.Watching;

/// <summary>Says that something in a folder may have changed. What has, the folder itself is asked.</summary>
internal interface IChangeHints : IDisposable
{
    /// <summary>A hint for any number of changes.</summary>
    ChannelReader<bool> Hints { get; }

    /// <summary>Whether hints come by themselves; otherwise the folder is looked at several times a second.</summary>
    bool Come { get; }
}
