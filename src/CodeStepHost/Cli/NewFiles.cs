using CodeStepHost.Cli.Output;

namespace CodeStepHost.Cli;

/// <summary>Files to be written together: all of them, or none when one that must be new is there already.</summary>
/// <param name="root">The folder that relative names are of; a full path.</param>
/// <param name="currentDirectory">Where the person is: what names are shown relative to.</param>
internal sealed class NewFiles(string root, string currentDirectory)
{
    private readonly List<(string Path, byte[] Content, bool MustBeNew)> _files = [];
    private readonly List<(string Word, string Path)> _done = [];
    private readonly List<string> _kept = [];

    public string Root { get; } = root;

    /// <summary>A file that must not be there yet.</summary>
    public void Add(string name, string text) => _files.Add((Path.Combine(Root, name), System.Text.Encoding.UTF8.GetBytes(text), MustBeNew: true));

    /// <summary>A file that a person may have changed: one that is there stays as it is.</summary>
    public void AddUnlessThere(string name, string text)
    {
        var path = Path.Combine(Root, name);
        if (!File.Exists(path))
            Put(path, System.Text.Encoding.UTF8.GetBytes(text));
        else if (File.ReadAllText(path) != text)
            _kept.Add(path);
    }

    /// <summary>A file that is this program's own: one that is there is written anew.</summary>
    public void Replace(string name, string text) => Replace(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Replace(string, string)"/>
    public void Replace(string name, byte[] content) => Put(Path.Combine(Root, name), content);

    /// <summary>Writes all.</summary>
    /// <exception cref="CliProblem">One that must be new is there; nothing was written.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var there = _files.Where(file => file.MustBeNew && Path.Exists(file.Path)).Select(file => Path.GetRelativePath(Root, file.Path)).ToList();
        if (there.Count > 0)
            throw new CliProblem($"{Root} already has {string.Join(", ", there)}; nothing was written. Give a folder that is not there yet");

        foreach (var (path, content, _) in _files)
        {
            var word = !File.Exists(path) ? "made" : (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(content) ? "current" : "renewed";
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (word != "current")
                await File.WriteAllBytesAsync(path, content, cancellationToken).ConfigureAwait(false);
            _done.Add((word, path));
        }

        _done.AddRange(_kept.Select(path => ("kept", path)));
    }

    public object Document() => new
    {
        folder = Root,
        files = _done.Select(file => new { file = Path.GetRelativePath(Root, file.Path).Replace('\\', '/'), done = file.Word }),
    };

    /// <summary>One line a file.</summary>
    public void Show(Page page)
    {
        foreach (var (word, path) in _done)
            page.Line(word is "made" or "renewed" ? Ink.Good(word) : Ink.Dim(word), $" {Path.GetRelativePath(currentDirectory, path).Replace('\\', '/')}");
    }

    private void Put(string path, byte[] content) => _files.Add((path, content, MustBeNew: false));
}
