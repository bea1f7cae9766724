using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Hosting;

namespace CodeStepHost.Tests.Hosting.Directories;

/// <summary>What a <c>directory</c> trigger takes in, when, and what becomes of the files.</summary>
public sealed class DirectoryLookTests
{
    private const string Json = "\"files\":\"*.json\"";

    [Fact]
    public async Task Each_file_is_taken_in_once_until_it_changes()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "[1,2]").Put("b.json", "3");
        await folder.LookAsync();
        Assert.Equal(["1", "2", "3"], await folder.BodiesAsync());
        await folder.LookAsync();
        folder.Restart();
        await folder.LookAsync();
        Assert.Equal(["1", "2", "3"], await folder.BodiesAsync());

        folder.Put("a.json", "[1,4]", secondsAgo: 30);
        await folder.LookAsync();
        Assert.Equal(["1", "1", "2", "3", "4"], await folder.BodiesAsync());
        Assert.Equal(["a.json", "b.json"], folder.Files());
        Assert.Equal("""{"files":{"a.json":{"size":5,"modified":"2026-01-01T11:59:45Z"},"b.json":{"size":1,"modified":"2026-01-01T11:59:00Z"}}}""", await folder.PositionAsync());
    }

    [Fact]
    public async Task A_message_tells_of_its_file()
    {
        using var folder = new WatchedFolder("\"files\":\"**/*.csv\"").Put("north/a.csv", "id;name\n1;Größe\n");
        await folder.LookAsync();
        var message = Assert.Single(await folder.MessagesAsync());
        Assert.Equal("""{"body":{"id":"1","name":"Größe"},"headers":{},"file":{"name":"a.csv","path":"north/a.csv","size":18,"modified":"2026-01-01T11:59:00Z","record":1}}""", message.GetRawText());
        Assert.Matches("^drop:north/a\\.csv@[0-9a-f]{32}#1$", Assert.Single(await folder.IdsAsync()));
    }

    [Fact]
    public async Task A_name_with_a_line_break_makes_none_in_ids()
    {
        using var folder = new WatchedFolder(Json).Put("a\nINF b\u001b[2J.json", "1");
        await folder.LookAsync();
        Assert.Matches("^drop:a_INF b_\\[2J\\.json@[0-9a-f]{32}#1$", Assert.Single(await folder.IdsAsync()));
    }

    [Fact]
    public async Task A_file_that_is_being_written_waits_until_it_has_settled()
    {
        using var folder = new WatchedFolder(Json + ",\"stable\":\"10s\"").Put("a.json", "1", secondsAgo: 0);
        await folder.LookAsync();
        Assert.Empty(await folder.BodiesAsync());
        folder.Put("a.json", "12", secondsAgo: 0);
        await folder.LookAsync();
        Assert.Empty(await folder.BodiesAsync());
        await folder.LookAsync();
        Assert.Equal(["12"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_file_from_the_future_settles_when_it_was_seen_unchanged_for_long_enough()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1", secondsAgo: -3600);
        await folder.LookAsync();
        Assert.Empty(await folder.BodiesAsync());
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_file_that_is_gone_is_forgotten_and_taken_in_anew_when_it_comes_back()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1");
        await folder.LookAsync();
        File.Move(folder.PathOf("a.json"), folder.PathOf("a.away"));
        await folder.LookAsync();
        Assert.Equal("""{"files":{}}""", await folder.PositionAsync());
        File.Move(folder.PathOf("a.away"), folder.PathOf("a.json"));
        await folder.LookAsync();
        Assert.Equal(["1", "1"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_file_that_goes_between_being_found_and_being_read_is_no_problem()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1").Put("b.json", "2");
        folder.Failures.Before = (number, _) =>
        {
            if (number == 0)
                File.Delete(folder.PathOf("a.json"));
        };
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["2"], await folder.BodiesAsync());
        Assert.Empty(folder.Troubles);
        Assert.Empty(folder.Log);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_taken_in_is_taken_in_anew_and_not_deleted_before()
    {
        using var folder = new WatchedFolder(Json + ",\"then\":\"delete\"").Put("a.json", "1");
        folder.Failures.Before = (number, _) =>
        {
            // While its first message is stored.
            if (number == 1)
                folder.Put("a.json", "[1,2]", secondsAgo: 10);
        };
        await folder.LookAsync();
        Assert.Equal(["a.json"], folder.Files());
        await folder.LookAsync();
        Assert.Equal(["1", "1", "2"], await folder.BodiesAsync());
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Files_are_deleted_when_all_of_their_messages_are_stored()
    {
        using var folder = new WatchedFolder(Json + ",\"then\":\"delete\"").Put("a.json", "[1,2]").Put("b.json", "").Put("c.txt", "no");
        await folder.LookAsync();
        Assert.Equal(["c.txt"], folder.Files());
        Assert.Equal(["1", "2"], await folder.BodiesAsync());
        Assert.Equal("""{"files":{}}""", await folder.PositionAsync());

        // The same file again is another one.
        await folder.Put("a.json", "[1,2]").LookAsync();
        Assert.Equal(["1", "1", "2", "2"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task Files_are_moved_and_nothing_is_written_over()
    {
        using var folder = new WatchedFolder("\"files\":[\"*.json\",\"deep/**/*.json\"],\"then\":{\"move\":\"done/good\"}").Put("a.json", "1").Put("deep/er/b.json", "2");
        await folder.LookAsync();
        await folder.Put("a.json", "3").LookAsync();
        await folder.Put("a.json", "4").LookAsync();
        Assert.Equal(["done/good/a-2.json", "done/good/a-3.json", "done/good/a.json", "done/good/deep/er/b.json"], folder.Files());
        Assert.Equal(["1", "2", "3", "4"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task Files_that_were_moved_are_not_taken_in_where_they_lie_now()
    {
        using var folder = new WatchedFolder("\"files\":\"**/*.json\",\"then\":{\"move\":\"done\"}").Put("a.json", "1");
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["done/a.json"], folder.Files());
        Assert.Equal(["1"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_file_that_cannot_be_moved_is_told_once_taken_in_once_and_moved_when_it_can_be()
    {
        using var folder = new WatchedFolder(Json + ",\"then\":{\"move\":\"done\"}").Put("done", "in the way").Put("a.json", "1");
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
        Assert.StartsWith("a.json: ", Assert.Single(folder.Troubles), StringComparison.Ordinal);
        Assert.StartsWith("Warning f/drop cannot take in a.json, and tries it again: ", Assert.Single(folder.Log), StringComparison.Ordinal);
        File.Delete(folder.PathOf("done"));
        await folder.LookAsync();
        Assert.Equal(["done/a.json"], folder.Files());
        Assert.Equal(["1"], await folder.BodiesAsync());
        Assert.Empty(folder.Troubles);
        Assert.Equal("Information f/drop can take in its files again", folder.Log[^1]);
    }

    [Fact]
    public async Task Of_many_files_the_oldest_come_first_a_number_at_a_look()
    {
        using var folder = new WatchedFolder(Json + ",\"perLook\":2").Put("a.json", "1", 10).Put("b.json", "2", 20).Put("c.json", "3", 30);
        await folder.LookAsync();
        Assert.Equal(["2", "3"], await folder.BodiesAsync());
        await folder.LookAsync();
        Assert.Equal(["1", "2", "3"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_in_no_others_way()
    {
        using var folder = new WatchedFolder("\"files\":\"*\",\"perLook\":1").Put("a", "1", 30).Put("b.json", "2", 20).Put("c.json", "3", 10);
        for (var look = 0; look < 3; look++)
            await folder.LookAsync();
        Assert.Equal(["2", "3"], await folder.BodiesAsync());
        Assert.Equal(["a: a does not say by its name whether it is JSON, NDJSON or CSV: set `format`"], folder.Troubles);
    }

    [Fact]
    public async Task More_files_than_can_be_known_wait_until_others_are_gone()
    {
        using var folder = new WatchedFolder(Json);
        for (var file = 0; file < WatchedFolder.MostFiles + 2; file++)
            folder.Put($"{file:00}.json", "1", 100 - file);
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(WatchedFolder.MostFiles, (await folder.BodiesAsync()).Count);
        Assert.StartsWith(": the most files that it can know, 20, lie in its folder", Assert.Single(folder.Troubles), StringComparison.Ordinal);
        Assert.Single(folder.Log);
        await Assert.ThrowsAsync<HostStartException>(folder.RunAsync);
        File.Delete(folder.PathOf("00.json"));
        File.Delete(folder.PathOf("01.json"));
        await folder.LookAsync();
        Assert.Equal(WatchedFolder.MostFiles + 2, (await folder.BodiesAsync()).Count);
        Assert.Empty(folder.Troubles);
    }

    [Theory]
    [InlineData("\"*.json\"", "a.json B.JSON")]
    [InlineData("[\"*.json\",\"*.ndjson\"]", "a.json B.JSON c.ndjson")]
    [InlineData("\"a*\"", "a.json")]
    [InlineData("\"**/*.json\"", "a.json B.JSON deep/d.json")]
    [InlineData("\"deep/*.json\"", "deep/d.json")]
    [InlineData("\".hidden.json\"", "")]
    public async Task Patterns_choose_and_hidden_files_and_folders_are_left_out(string files, string taken)
    {
        using var folder = new WatchedFolder($"\"files\":{files}")
            .Put("a.json", "1").Put("B.JSON", "1").Put("c.ndjson", "1").Put("deep/d.json", "1").Put(".hidden.json", "1").Put(".git/e.json", "1").Put("deep/.f/g.json", "1");
        await folder.LookAsync();
        var paths = (await folder.MessagesAsync()).Select(message => message.GetProperty("file").GetProperty("path").GetString());
        Assert.Equal(taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Symbolic_links_are_not_followed()
    {
        using var secret = new FlowFolder().Write("secret.json", "1").Write("sub/other.json", "2");
        using var folder = new WatchedFolder("\"files\":\"**/*.json\"");
        File.CreateSymbolicLink(folder.PathOf("link.json"), Path.Combine(secret.Root, "secret.json"));
        Directory.CreateSymbolicLink(folder.PathOf("links"), secret.Root);
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Empty(await folder.BodiesAsync());

        // Not even when they take the place of a file that was found, at whatever moment.
        var refused = await Assert.ThrowsAsync<IOException>(() => folder.ReadAsync("link.json"));
        Assert.Equal("link.json leads out of its folder by a symbolic link; those are not followed", refused.Message);
        await Assert.ThrowsAsync<IOException>(() => folder.ReadAsync("links/sub/other.json"));
        folder.Put("real.json", "3");
        folder.Failures.Before = (_, _) => Replace(folder.PathOf("real.json"), Path.Combine(secret.Root, "secret.json"));
        await folder.LookAsync();
        Assert.Empty(await folder.BodiesAsync());

        static void Replace(string path, string target)
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, target);
        }
    }

    [Fact]
    public async Task A_watched_folder_that_is_a_symbolic_link_is_refused()
    {
        using var secret = new FlowFolder().Write("secret.json", "1");
        using var folder = new WatchedFolder("\"files\":\"*.json\"", below: "sub");
        Directory.CreateSymbolicLink(folder.PathOf("sub"), secret.Root);
        await folder.LookAsync();
        Assert.Equal([": <inbox>/sub leads over a symbolic link; those are not followed"], folder.Troubles);
        Assert.Empty(await folder.BodiesAsync());
    }

    [Fact]
    public async Task Moving_does_not_leave_the_folder_by_a_symbolic_link()
    {
        using var elsewhere = new FlowFolder();
        using var folder = new WatchedFolder(Json + ",\"then\":{\"move\":\"done\"}").Put("a.json", "1");
        Directory.CreateSymbolicLink(folder.PathOf("done"), elsewhere.Root);
        await folder.LookAsync();
        Assert.Equal(["a.json: it cannot be moved to <inbox>/done, which leads over a symbolic link; those are not followed"], folder.Troubles);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere.Root));
        Assert.True(File.Exists(folder.PathOf("a.json")));
    }

    [Fact]
    public async Task Deleting_does_not_leave_the_folder_by_a_symbolic_link_that_takes_a_folders_place()
    {
        using var folder = new WatchedFolder("\"files\":\"**/*.json\",\"then\":\"delete\"").Put("sub/a.json", "1");
        folder.Failures.Before = (number, _) =>
        {
            // While its message is stored.
            if (number != 1)
                return;
            Directory.Move(folder.PathOf("sub"), folder.PathOf("../elsewhere"));
            Directory.CreateSymbolicLink(folder.PathOf("sub"), folder.PathOf("../elsewhere"));
        };
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
        Assert.True(File.Exists(folder.PathOf("../elsewhere/a.json")));
    }

    [Fact]
    public async Task A_text_is_read_whatever_unicode_it_is_written_in()
    {
        const string text = "Größe €\r\n𝄞";
        using var folder = new WatchedFolder("\"files\":\"*\",\"read\":\"text\"")
            .Put("1", Encoding.UTF8.GetBytes(text))
            .Put("2", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)])
            .Put("3", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)])
            .Put("4", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(text)])
            .Put("5", [])
            .Put("6", [0x47, 0x72, 0xF6, 0xDF, 0x65]);
        await folder.LookAsync();
        Assert.Equal([text, text, text, text, ""], (await folder.MessagesAsync()).OrderBy(message => message.GetProperty("file").GetProperty("name").GetString()).Select(message => message.GetProperty("body").GetProperty("content").GetString()));
        Assert.Equal(["6:1: the file is no text in UTF-8; let the trigger `read: binary`"], await folder.RefusedAsync());
    }

    [Fact]
    public async Task Records_are_read_in_utf16_too()
    {
        using var folder = new WatchedFolder("\"files\":\"*.csv\"").Put("a.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("name\nGröße\n")]);
        await folder.LookAsync();
        Assert.Equal(["""{"name":"Größe"}"""], await folder.BodiesAsync());
    }

    [Fact]
    public async Task Bytes_are_in_base64_and_a_file_may_only_be_told_of()
    {
        using var folder = new WatchedFolder("\"files\":\"*\",\"read\":\"binary\"").Put("a", [0, 255, 1]).Put("b", []);
        await folder.LookAsync();
        Assert.Equal(
            [
                """{"name":"a","path":"a","size":3,"modified":"2026-01-01T11:59:00Z","content":"AP8B"}""",
                """{"name":"b","path":"b","size":0,"modified":"2026-01-01T11:59:00Z","content":""}""",
            ],
            await folder.BodiesAsync());

        using var told = new WatchedFolder("\"files\":\"*\",\"read\":\"none\"").Put("a", [0, 255, 1]);
        await told.LookAsync();
        Assert.Equal(["""{"name":"a","path":"a","size":3,"modified":"2026-01-01T11:59:00Z"}"""], await told.BodiesAsync());
    }

    [Fact]
    public async Task A_malformed_record_is_an_error_of_its_own_and_the_others_go_on()
    {
        using var folder = new WatchedFolder("\"files\":\"*.csv\",\"then\":\"delete\"").Put("a.csv", "id,name\n1,cup\n2,pot,blue\n3,pan\n");
        await folder.LookAsync();
        Assert.Equal(["""{"id":"1","name":"cup"}""", """{"id":"3","name":"pan"}"""], await folder.BodiesAsync());
        Assert.Equal(["a.csv:3: the header has 2 columns, the row 3"], (await folder.RefusedAsync()).Select(problem => problem.Replace("Line 3: ", "", StringComparison.Ordinal).TrimEnd('.')));

        // The error has the row's text, so the file may go.
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task A_file_that_is_not_all_in_messages_stays()
    {
        var limits = StepLimits.Default with { MessageBytes = 400 };
        using var folder = new WatchedFolder("\"files\":[\"*.json\",\"*.csv\"],\"maxSize\":5000,\"then\":\"delete\"", limits)
            .Put("broken.json", "[1,2,oops,4]")
            .Put("large.json", $"[\"{new string('x', 5000)}\"]")
            .Put("wide.csv", $"a\n{new string('x', 500)}\nok\n");
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["broken.json", "large.json", "wide.csv"], folder.Files());
        Assert.Equal(["1", "2", """{"a":"ok"}"""], await folder.BodiesAsync());
        var refused = await folder.RefusedAsync();
        Assert.Equal(3, refused.Count);
        Assert.Equal("large.json:1: the file of 5004 bytes is over maxSize of 5000", refused[1]);
        Assert.StartsWith("wide.csv:2: the record of 6", refused[2], StringComparison.Ordinal);

        // Put right, it is another file.
        await folder.Put("broken.json", "[1,2,3,4]", secondsAgo: 30).LookAsync();
        Assert.Equal(["large.json", "wide.csv"], folder.Files());
    }

    [Fact]
    public async Task A_person_who_resets_the_position_has_all_files_taken_in_again()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1");
        await folder.LookAsync();
        await folder.SetPositionAsync(null);
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["1", "1"], await folder.BodiesAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"files\":null}")]
    [InlineData("{\"files\":{\"a.json\":null}}")]
    [InlineData("{\"files\":{\"a.json\":{\"size\":-5,\"modified\":\"1999-01-01T00:00:00\"}}}")]
    [InlineData("[1]")]
    public async Task A_position_that_a_person_wrote_is_none_where_it_makes_no_sense(string position)
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1");
        await folder.SetPositionAsync(position);
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    public async Task When_a_person_resets_the_position_in_the_middle_of_a_look_all_is_taken_in_again(int write, int messages)
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1").Put("b.json", "2");
        await folder.SetPositionAsync("""{"files":{}}""");
        folder.Failures.Before = (number, _) =>
        {
            if (number == write)
                folder.SetPositionAsync(null).GetAwaiter().GetResult();
        };
        for (var look = 0; look < 4; look++)
            await folder.LookAsync();
        var bodies = await folder.BodiesAsync();

        // What was being taken in comes once more, and that ends.
        Assert.Equal(["1", "2"], bodies.Distinct());
        Assert.Equal(messages, bodies.Count);
        Assert.DoesNotContain("takingAs", await folder.PositionAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_is_told_once_and_nothing_is_forgotten()
    {
        using var folder = new WatchedFolder(Json, below: "sub").Put("sub/a.json", "1");
        await folder.LookAsync();
        Directory.Move(folder.PathOf("sub"), folder.PathOf("away"));
        await folder.LookAsync();
        await folder.LookAsync();
        Assert.Equal([": there is no folder <inbox>/sub, or it may not be looked into"], folder.Troubles);
        Assert.Single(folder.Log);
        Directory.Move(folder.PathOf("away"), folder.PathOf("sub"));
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
        Assert.Empty(folder.Troubles);
    }

    [Fact]
    public async Task It_looks_only_while_its_flow_is_active_and_as_often_as_it_says()
    {
        using var folder = new WatchedFolder(Json + ",\"every\":\"12s\"").Put("a.json", "1");
        await folder.SetStateAsync(FlowState.Stopped);
        await folder.LookAsync();
        Assert.Empty(await folder.BodiesAsync());
        await folder.SetStateAsync(FlowState.Active);
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
        await folder.Put("b.json", "2").LookAsync();
        await folder.LookAsync();
        Assert.Equal(["1"], await folder.BodiesAsync());
        await folder.LookAsync();
        Assert.Equal(["1", "2"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_deploy_in_the_middle_of_a_file_that_has_it_read_otherwise_loses_nothing_of_it()
    {
        const string csv = "\"format\":\"csv\",\"files\":\"*\"";
        using var folder = new WatchedFolder(csv).Put("a", "1\n2\n3\n");
        folder.Failures.GoneAt = 1;
        folder.Failures.IsLastDone = true;
        await folder.LookAsync();
        Assert.Equal(["""{"1":"2"}""", """{"1":"3"}"""], await folder.BodiesAsync());
        Assert.Contains("\"readAs\":\"csv\"", await folder.PositionAsync(), StringComparison.Ordinal);

        folder.Restart();
        await folder.DeployAsync("\"format\":\"ndjson\",\"files\":\"*\"");
        await folder.LookAsync();
        Assert.Equal(["1", "2", "3", """{"1":"2"}""", """{"1":"3"}"""], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_deploy_takes_nothing_in_twice_and_holds_at_the_next_look()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1").Put("b.ndjson", "2");
        await folder.LookAsync();
        await folder.DeployAsync("\"files\":[\"*.json\",\"*.ndjson\"]");
        await folder.LookAsync();
        Assert.Equal(["1", "2"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_directory_that_the_settings_no_longer_permit_is_told()
    {
        using var folder = new WatchedFolder(Json, directory: "outbox");
        await folder.LookAsync();
        Assert.Equal([": codestep.yaml permits no directory outbox: name it there under `directories`"], folder.Troubles);
    }

    [Fact]
    public async Task A_run_says_what_it_cannot_take_in()
    {
        using var unclear = new WatchedFolder("\"files\":\"*\"").Put("a", "1");
        Assert.Equal("f/drop: a: a does not say by its name whether it is JSON, NDJSON or CSV: set `format`", (await Assert.ThrowsAsync<HostStartException>(unclear.RunAsync)).Message);
        using var missing = new WatchedFolder(Json, below: "sub");
        Assert.StartsWith("f/drop: there is no folder ", (await Assert.ThrowsAsync<HostStartException>(missing.RunAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_were_kept_are_put_away_when_the_trigger_says_so_later_and_not_taken_in_again()
    {
        using var folder = new WatchedFolder(Json).Put("a.json", "1");
        await folder.LookAsync();
        await folder.DeployAsync(Json + ",\"then\":{\"move\":\"done\"}");
        await folder.LookAsync();
        Assert.Equal(["done/a.json"], folder.Files());
        Assert.Equal(["1"], await folder.BodiesAsync());
    }

    [Fact]
    public async Task A_run_takes_in_what_is_there_also_what_has_not_settled_and_ends()
    {
        using var folder = new WatchedFolder(Json + ",\"perLook\":1").Put("a.json", "1").Put("b.json", "2").Put("c.json", "3", secondsAgo: 0);
        var run = folder.RunAsync();
        while (!run.IsCompleted)
        {
            folder.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await run;
        Assert.Equal(["1", "2", "3"], await folder.BodiesAsync());
    }
}
