using System.Globalization;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Flows.Tests.Definitions;

public sealed class FlowFolderTests : IDisposable
{
    private const string Simple = "steps: { begin: { uses: manual } }";

    private readonly string root = Directory.CreateTempSubdirectory("flow-folder-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_package_holds_the_scripts_and_what_they_may_read()
    {
        Write("prices/flow.yaml", Simple);
        Write("prices/a.js", "1");
        foreach (var name in new[] { "b.cjs", "c.csx", "d.cs", "lib/e.json", "lib/deep/f.sql" })
        {
            Write("prices/" + name, "x");
        }

        foreach (var name in new[] { "data/g.json", "samples/g.json", "jsconfig.json", "flow.schema.json", "tests/h.js", ".git/i.js", "lib/.hidden/j.js", "node_modules/k.js", "lib/node_modules/l.js", ".m.js", "n.csv", "o.ts", "README.md", "other.yaml", "p.mjs" })
        {
            Write("prices/" + name, "x");
        }

        var package = FlowFolder.Read(At("prices"));
        Assert.Equal("prices", package.Name);
        Assert.Equal(["a.js", "b.cjs", "c.csx", "d.cs", "flow.yaml", "lib/deep/f.sql", "lib/e.json"], package.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1", package.Files["a.js"]);
    }

    [Fact]
    public void The_name_in_the_file_goes_before_that_of_the_folder()
    {
        Write("prices/flow.yaml", "name: other\n" + Simple);
        Assert.Equal("other", FlowFolder.Read(At("prices/")).Name);
        Write("prices/flow.yaml", "name: [\n");
        Assert.Equal("prices", FlowFolder.Read(At("prices")).Name);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_text()
    {
        Write("prices/flow.yaml", Simple);
        File.WriteAllBytes(At("prices/a.js"), [0xEF, 0xBB, 0xBF, (byte)'x']);
        Assert.Equal("x", FlowFolder.Read(At("prices")).Files["a.js"]);
    }

    [Fact]
    public void A_folder_without_a_definition_is_refused()
    {
        Write("prices/a.js", "");
        Assert.Equal("flow.yaml:1:1: error folder.no-flow: the folder has no `flow.yaml`", Refused("prices"));
        Assert.StartsWith("flow.yaml:1:1: error folder.no-flow: there is no folder `", Refused("absent"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FF41", "1:1", "not UTF-8 text (byte 0xFF); save it as UTF-8")]
    [InlineData("EFBBBF616263E9", "1:4", "not UTF-8 text (byte 0xE9); save it as UTF-8")]
    [InlineData("61C3A90D0AC3A9F09F9880E920", "2:4", "not UTF-8 text (byte 0xE9); save it as UTF-8")]
    [InlineData("61E2", "1:2", "not UTF-8 text (byte 0xE2); save it as UTF-8")]
    [InlineData("FFFE6100", "1:1", "UTF-16 text; save it as UTF-8")]
    public void A_file_that_is_no_text_is_refused_at_its_first_wrong_byte(string bytes, string place, string what)
    {
        Write("prices/flow.yaml", Simple);
        File.WriteAllBytes(At("prices/a.js"), Convert.FromHexString(bytes));
        Assert.Equal($"a.js:{place}: error folder.encoding: the file is {what}", Refused("prices"));
    }

    [Fact]
    public void A_file_over_a_mebibyte_is_refused()
    {
        Write("prices/flow.yaml", Simple);
        Write("prices/a.js", new string('x', 1 << 20));
        Assert.Equal(2, FlowFolder.Read(At("prices")).Files.Count);
        Write("prices/a.js", new string('x', (1 << 20) + 1));
        Assert.Equal("a.js:1:1: error folder.too-large: the file is larger than 1MiB", Refused("prices"));
    }

    [Fact]
    public void A_folder_over_sixteen_mebibytes_is_refused()
    {
        Write("prices/flow.yaml", Simple);
        for (var number = 0; number < 16; number++)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"prices/{number}.json"), new string(' ', 1 << 20));
        }

        Assert.Equal("flow.yaml:1:1: error folder.too-large: the folder's scripts and other files that are deployed are larger than 16MiB", Refused("prices"));
    }

    [Fact]
    public void More_than_five_hundred_files_are_refused()
    {
        Write("prices/flow.yaml", Simple);
        for (var number = 0; number < 500; number++)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"prices/{number}.json"), "");
        }

        Assert.Equal("flow.yaml:1:1: error folder.too-large: the folder holds 501 scripts and other files that are deployed; 500 are allowed", Refused("prices"));
    }

    [Fact]
    public void A_link_may_lead_to_another_file_of_the_folder()
    {
        Write("prices/flow.yaml", Simple);
        Write("prices/lib/a.js", "a");
        File.CreateSymbolicLink(At("prices/b.js"), "lib/a.js");
        Assert.Equal("a", FlowFolder.Read(At("prices")).Files["b.js"]);
    }

    [Theory]
    [InlineData("../secret.js")]
    [InlineData(".hidden/secret.js")]
    [InlineData("nowhere.js")]
    [InlineData("link.js")]
    [InlineData("/etc/hostname")]
    public void A_link_that_leaves_the_folder_is_refused(string target)
    {
        Write("secret.js", "secret");
        Write("prices/.hidden/secret.js", "secret");
        Write("prices/flow.yaml", Simple);
        File.CreateSymbolicLink(At("prices/link.js"), target);
        Assert.Equal("link.js:1:1: error folder.link: a symbolic link may only lead to another file of the flow folder", Refused("prices"));
    }

    [Fact]
    public void A_link_to_a_folder_is_refused()
    {
        Write("prices/flow.yaml", Simple);
        Directory.CreateSymbolicLink(At("prices/lib"), root);
        Assert.Equal("lib:1:1: error folder.link: a symbolic link to a folder is not followed; put the files into the flow folder", Refused("prices"));
    }

    [Fact]
    public void Flow_folders_are_found_below_a_path_in_the_order_of_their_names()
    {
        foreach (var folder in new[] { "b", "a/inner", "a/inner/lib", "c/1/2/3/4", "c/1/2/3/5/6", ".hidden", "node_modules/x" })
        {
            Write(folder + "/flow.yaml", Simple);
        }

        Directory.CreateSymbolicLink(At("z"), At("b"));
        Assert.Equal([At("a/inner"), At("b"), At("c/1/2/3/4")], FlowFolder.Discover(root));
        Assert.Equal([At("b")], FlowFolder.Discover(At("b/")));
        Assert.Empty(FlowFolder.Discover(At("absent")));
    }

    [Fact]
    public void A_set_reads_what_it_can_and_tells_the_problems_of_the_rest()
    {
        Write("a/flow.yaml", Simple);
        Write("b/flow.yaml", "name: A\n" + Simple);
        Write("c/flow.yaml", "steps: { begin: { uses: manul } }");
        Write("d/flow.yaml", Simple);
        Write("d/x.js", new string('x', (1 << 20) + 1));
        Write("e/flow.yaml", "steps: { begin: { uses: manual }, lost: { uses: reply } }");

        var set = FlowFolder.ReadAll(root);
        Assert.Equal(["a", "e"], set.Flows.Select(flow => flow.Definition.Name));
        Assert.False(set.IsComplete);
        Assert.Equal(
            [
                "b/flow.yaml:1:1: error flow.duplicate-name: the flow in `a` is called `a` too",
                "c/flow.yaml:1:25: error flow.value",
                "d/x.js:1:1: error folder.too-large: the file is larger than 1MiB",
                "e/flow.yaml:1:35: warning flow.unreachable",
            ],
            set.Problems.Select(problem => problem.ToString()).Select(text => text.Contains("c/", StringComparison.Ordinal) || text.Contains("e/flow", StringComparison.Ordinal) ? string.Join(':', text.Split(':')[..4]) : text));
    }

    [Fact]
    public void A_set_of_one_flow_folder_names_its_files_without_a_folder()
    {
        Write("flow.yaml", "name: one\nstep: {}");
        Assert.StartsWith("flow.yaml:1:1:", FlowFolder.ReadAll(root).Problems[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_are_found_beside_or_above_a_flow()
    {
        Write("codestep.yaml", "connections: { shop: { engine: sqlite, connectionString: x, schema: sql/shop.sql } }");
        Write("sql/shop.sql", "");
        Write("flows/prices/flow.yaml", Simple);
        var file = HostSettingsReader.Find(At("flows/prices"));
        Assert.NotNull(file);
        Assert.Equal(At("codestep.yaml"), file);
        var accepted = Assert.IsType<HostSettingsReadResult.Accepted>(HostSettingsReader.ReadFile(file));
        Assert.Equal(At("sql/shop.sql"), accepted.Settings.Connections["shop"].SchemaFile);
        Assert.Equal("codestep.yaml:1:1: error folder.unreadable: the file does not exist", Assert.Single(HostSettingsReader.ReadFile(At("absent.yaml")).Problems).ToString());
    }

    private string At(string path) => Path.GetFullPath(Path.Combine(root, path));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private string Refused(string folder) => Assert.Throws<FlowFolderException>(() => FlowFolder.Read(At(folder))).Message;
}
