using CodeStepHost.Desk.Trying;

namespace CodeStepHost.Tests.Desk;

public sealed class ScriptGraphTests
{
    [Theory]
    [InlineData("require('./lib/a')", "lib/a.js lib/b.js lib/rates.json")]
    [InlineData("const x = require( \"./lib/a.js\" )", "lib/a.js lib/b.js lib/rates.json")]
    [InlineData("require('./lib')", "lib/index.js")]
    [InlineData("require('./lib/rates.json')", "lib/rates.json")]
    [InlineData("require('lodash'); require('node:crypto')", "")]
    [InlineData("#load \"lib/c.csx\"", "lib/c.csx lib/d.csx")]
    [InlineData("require(name)", "lib/a.js lib/b.js lib/c.csx lib/d.csx lib/index.js lib/rates.json")]
    [InlineData("require(`./lib/${name}`)", "lib/a.js lib/b.js lib/c.csx lib/d.csx lib/index.js lib/rates.json")]
    [InlineData("const load = require; load('./lib/a')", "lib/a.js lib/b.js lib/c.csx lib/d.csx lib/index.js lib/rates.json")]
    [InlineData("require('../outside')", "")]
    public void A_script_depends_on_what_it_takes_in(string script, string expected)
    {
        var files = new Dictionary<string, string>
        {
            ["step.js"] = script,
            ["lib/a.js"] = "exports.b = require('./b'); exports.rates = require('./rates.json');",
            ["lib/b.js"] = "require('./a')",
            ["lib/index.js"] = "",
            ["lib/rates.json"] = "{}",
            ["lib/c.csx"] = "#load \"d.csx\"",
            ["lib/d.csx"] = "",
        };
        Assert.Equal(expected, string.Join(' ', ScriptGraph.FilesOf(files, "step.js").Where(file => file != "step.js" && files.ContainsKey(file)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_file_that_is_not_there_yet_counts_too() =>
        Assert.Contains("lib/a.js", ScriptGraph.FilesOf(new Dictionary<string, string> { ["step.js"] = "require('./lib/a')" }, "step.js"));
}
