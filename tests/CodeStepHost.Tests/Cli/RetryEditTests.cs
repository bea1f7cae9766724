using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Components.Routing;
using CodeStepHost.Retrying;
using CodeStepHost.Tests.Desk;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Tests.Cli;

/// <summary>Edits of failed messages, in a real script process.</summary>
public sealed partial class RetryEditTests : IAsyncDisposable
{
    private readonly SandboxPool _pool = new(new SandboxOptions { Spares = 0, SandboxPath = DevStage.SandboxPath }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
    private readonly ScriptHttp _http = new(TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task The_edit_of_the_page_changes_one_member_and_keeps_the_others() => Assert.Equal(
        """{"body":{"sku":"CUP","price":4.5,"n":77},"headers":{"a":"b"}}""",
        await EditAsync(Edit().Match(await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken)).Groups["edit"].Value, """{"body":{"sku":"CUP","price":"4.5","n":77},"headers":{"a":"b"}}"""));

    [Theory]
    [InlineData("body", "the edit does not give a message: an object with body")]
    [InlineData("body.none", "the edit gives nothing")]
    [InlineData("body.price + 1", "the edit failed: `--edit`: The left side of the \"+\" operator must evaluate to a number")]
    public async Task What_gives_no_message_says_why(string edit, string problem) => Assert.Equal(problem, await EditAsync(edit, """{"body":{"price":"4.5"},"headers":{}}"""));

    [Fact]
    public async Task What_is_no_expression_is_told_with_its_place()
    {
        await using var editor = Editor("$merge([$,");
        Assert.StartsWith("--edit:1:11: ", await editor.CheckAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string Page([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "src", "docs", "rebounds-and-errors.md");

    private ExpressionEditor Editor(string edit) => new(edit, "--edit", new RoutingComponent(new CodeComponent(_pool, _http, TimeProvider.System, NullLogger<CodeComponent>.Instance)));

    private async Task<string> EditAsync(string edit, string message)
    {
        await using var editor = Editor(edit);
        var edited = await editor.EditAsync(Encoding.UTF8.GetBytes(message), TestContext.Current.CancellationToken);
        return edited.Content is { } content ? Encoding.UTF8.GetString(content.Span) : edited.Problem!;
    }

    [GeneratedRegex("--edit '(?<edit>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Edit();
}
