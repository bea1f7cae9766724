using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Flows.Upkeep;

namespace CodeStepHost.Hosting.Ingress.Directories;

/// <summary>A <c>directory</c> trigger of an active flow, which looks into its folder and takes in what is new there.</summary>
/// <param name="directories">The folders that the host's settings permit, by name.</param>
/// <param name="mostFiles">Most files that a position knows.</param>
internal sealed class WatchedDirectory(FlowVersion flow, StepDefinition trigger, IReadOnlyDictionary<string, string> directories, MessageIntake intake, TriggerPositions<DirectoryPosition> positions, TimeProvider time, int mostFiles)
{
    private readonly StepAddress _address = new(flow.Definition.Name, trigger.Name);
    private readonly SettledFiles _settled = new();

    /// <summary>
    /// One look:
    /// 1. what lies in the folder, and what of it is known: the position forgets what is gone;
    /// 2. new files that have settled get tokens, which are kept before their first messages;
    /// 3. each file is taken in, and then deleted or moved;
    /// 4. the position says so.
    /// A kill anywhere leaves the tokens, and the next look goes on with the same ids. When somebody changes the position meanwhile, theirs holds.
    /// </summary>
    /// <param name="run">The run that the messages belong to; null: each file has its own.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public async Task<DirectoryLook> LookAsync(string? run, CancellationToken cancellationToken)
    {
        // 1
        var settings = DirectorySettings.Read(trigger, directories);
        var found = FoundFile.In(settings);
        var settled = _settled.Of(found, settings.Stable, time.GetUtcNow());
        var (version, position) = await positions.ReadAsync(_address, cancellationToken);
        var files = new KnownFiles(position, found, settings.ReadAs);

        // 2
        var fresh = settled.Where(file => !files.Knows(file)).ToList();
        var taken = fresh.Take(settings.PerLook).Where(file => files.Begin(file, MessageIds.New(time.GetUtcNow()), mostFiles)).ToList();
        var look = new DirectoryLook(taken.Count, Waiting: found.Count(file => !files.Knows(file)), IsFull: taken.Count < Math.Min(fresh.Count, settings.PerLook));
        if (files.IsChanged)
        {
            if (await positions.WriteAsync(_address, version, files.Position(), cancellationToken) is not { } begun)
                return new DirectoryLook(0, found.Count, IsFull: false);
            version = begun;
        }

        // 3
        files.IsChanged = false;
        foreach (var file in found.Where(file => files.TokenOf(file) is not null || (settings.PutsAway && files.IsToPutAway(file))))
            await TakeAsync(file, settings, files, look, run, cancellationToken);

        // 4
        if (files.IsChanged)
            await positions.WriteAsync(_address, version, files.Position(), cancellationToken);
        return look;
    }

    private async Task TakeAsync(FoundFile file, DirectorySettings settings, KnownFiles files, DirectoryLook look, string? run, CancellationToken cancellationToken)
    {
        // What has changed since it was found is looked at anew.
        if (!file.IsUnchanged(settings))
            return;
        try
        {
            if (files.TokenOf(file) is { } token)
            {
                var isWhole = await new FileIntake(intake, flow, trigger, settings).TakeInAsync(file, token, run, cancellationToken);
                files.End(file, isWhole);
            }

            if (settings.PutsAway && files.IsToPutAway(file) && file.IsUnchanged(settings))
            {
                TakenFile.PutAway(file, settings);
                files.Forget(file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or MessageTooLargeException)
        {
            look.Problems[file.Path] = exception.Message;
        }
    }
}

/// <summary>What a look came to.</summary>
/// <param name="Taken">How many files it took up.</param>
/// <param name="Waiting">How many files are there that it did not take up: they have not settled, or were too many.</param>
/// <param name="IsFull">Whether the position knows as many files as it can.</param>
internal sealed record DirectoryLook(int Taken, int Waiting, bool IsFull)
{
    /// <summary>What is wrong with which files; they are tried again.</summary>
    public Dictionary<string, string> Problems { get; } = new(StringComparer.Ordinal);
}
