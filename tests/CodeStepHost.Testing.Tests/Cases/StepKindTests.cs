using System.Text;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Testing.Tests.Cases;

/// <summary>Cases of the steps that have no script: what they ask, gather and write.</summary>
public sealed class StepKindTests(CaseRunnerTests.Runners runners) : IClassFixture<CaseRunnerTests.Runners>, IDisposable
{
    private const string Settings = """
        connections:
          shop: { engine: sqlite, connectionString: "Data Source=${data}/shop.db", schema: shop.sql }
          far: { engine: postgresql, connectionString: "Host=db.example.com;Password=${env.NOT_SET_ANYWHERE}" }
        """;

    private const string Flow = """
        name: shop
        passthrough: true
        egress: [api.example.com, id.example.com]
        steps:
          in: { uses: manual, to: [ask, gather, constants, write, find, add, signed, mapped] }
          ask:
            uses: http.request
            config: { url: "https://api.example.com/items/${body.sku}", headers: { X-Key: "${env.KEY}" }, as: item, retry: { limit: 1 }, onError: rebound }
          signed:
            uses: http.request
            config: { url: "https://api.example.com/me", auth: { tokenUrl: "https://id.example.com/token", clientId: a, clientSecret: "${env.SECRET}" } }
          gather: { uses: aggregate, config: { count: 3, time: 5m, key: body.k } }
          constants: { uses: configuration, config: { value: { currency: EUR } } }
          write: { uses: database.upsert, config: { connection: shop, table: items, key: id } }
          find: { uses: database.lookup, config: { connection: far, sql: "select * from items where id = @id:number", as: item } }
          add: { uses: database.insert, config: { connection: far, table: items, rebound: true } }
          mapped: { uses: code, script: mapped.js, input: { number: passthrough.in.body.number } }
        """;

    private readonly Script _script = new();

    public static TheoryData<string, string> Inputs => new()
    {
        { "ask/asks", """{ "message": { "body": { "sku": "A/B" } }, "env": { "KEY": "k" }, "http": [{ "request": { "url": "https://api.example.com/items/A%2FB" }, "response": { "body": { "price": 1.10 } } }] }""" },
        { "ask/tries-again-and-rebounds", """{ "message": { "body": { "sku": "C" } }, "http": [{ "request": { "url": "https://api.example.com/items/C" }, "response": { "status": 503, "headers": { "retry-after": "2" } }, "times": 2 }] }""" },
        { "signed/has-a-token", """{ "message": {}, "http": [{ "request": { "url": "https://api.example.com/me" }, "response": { "body": { "me": 1 } } }] }""" },
        { "gather/by-count-and-by-time", """{ "messages": [{ "body": { "k": "a", "n": 1 } }, { "body": { "k": "a", "n": 2 } }, { "body": { "k": "b", "n": 3 } }, { "wait": "4m" }, { "body": { "k": "a", "n": 4 } }, { "wait": "1m" }] }""" },
        { "constants/adds", """{ "message": { "body": { "currency": "USD", "n": 1 } } }""" },
        { "write/inserts-and-updates", """{ "messages": [{ "body": { "id": 1, "name": "cup" } }, { "body": { "id": 2, "name": "pot" } }], "database": { "before": "insert into items values (2, 'pan')", "after": "select * from items order by id" } }""" },
        { "write/fails-as-the-engine-says", """{ "message": { "body": { "id": 1, "name": null } } }""" },
        { "find/finds", """{ "message": { "body": { "id": 7 } }, "database": [{ "rows": [{ "id": 7, "price": 1.10 }] }] }""" },
        { "find/none", """{ "message": { "body": { "id": 7 } }, "database": [{}] }""" },
        { "add/is-locked", """{ "message": { "body": { "id": 7 } }, "database": [{ "error": { "code": "40P01", "message": "deadlock detected" } }] }""" },
        { "add/is-there", """{ "message": { "body": { "id": 7 } }, "database": [{ "error": { "code": "23505", "message": "duplicate key" } }] }""" },
        { "mapped/by-passthrough", """{ "message": { "body": { "x": 1 }, "passthrough": { "in": { "body": { "number": "7" } } } } }""" },
    };

    [Fact]
    public async Task What_comes_of_a_message_is_told_for_every_kind_of_step()
    {
        Write();
        foreach (var (name, input) in Inputs.Select(row => row.Data))
            _script.Write($"tests/{name}/input.json", input);
        var results = await runners.Comparing.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        foreach (var result in results)
            text.Append("== ").Append(result.Case.Name).Append('\n').AppendJoin('\n', [.. result.Problems, .. result.Notes, result.Received ?? ""]).Append('\n');
        await Verify(text.ToString());
    }

    [Theory]
    [InlineData("find", """{ "message": { "body": { "id": 7 } } }""", "the step ran a statement that `database` has no result for: select * from items where id = @p1")]
    [InlineData("find", """{ "message": { "body": { "id": 7 } }, "database": { "before": "x" } }""", "connection `far` is of engine postgresql, which tests do not run: write `database` as a list of what its statements yield, such as [{ \"rows\": [] }]")]
    [InlineData("write", """{ "message": {}, "database": { "before": "insert into nowhere values (1)" } }""", "`database.before`: SQLite Error 1: 'no such table: nowhere'.")]
    [InlineData("write", """{ "message": { "body": { "id": 1, "name": "x" } }, "database": { "after": "select nowhere" } }""", "`database.after`: SQLite Error 1: 'no such column: nowhere'.")]
    [InlineData("gather", """{ "message": {}, "database": [] }""", "step `gather` uses `aggregate`; `database` is for steps that use a database")]
    [InlineData("gather", """{ "messages": [{ "id": "a" }, { "id": "a" }] }""", "two messages have the id `a`; a host takes the second one for the first, and leaves it out")]
    [InlineData("ask", """{ "message": { "body": { "sku": 1 } } }""", "the step made a call that `http` has no answer for: GET https://api.example.com/items/1")]
    [InlineData("ask", """{ "message": {}, "config": {} }""", "step `ask` uses `http.request`: its config is what is tested, so a case of it has no `config`; change flow.yaml instead")]
    public async Task What_keeps_a_case_from_being_run_is_told_in_one_sentence(string step, string input, string expected)
    {
        Write();
        _script.Write($"tests/{step}/case/input.json", input);
        var result = Assert.Single(await runners.Comparing.RunAsync(Cases(), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal(CaseVerdict.Failed, result.Verdict);
        Assert.Contains(expected, result.Problems);
    }

    public void Dispose() => _script.Dispose();

    private void Write()
    {
        _script.Write("codestep.yaml", Settings);
        _script.Write("shop.sql", "create table items (id integer primary key, name text not null);");
        _script.Write("flow.yaml", Flow);
        _script.Write("mapped.js", "function run(msg) { return { ...msg, seen: msg.body }; }");
    }

    private IReadOnlyList<TestCase> Cases() => [.. FlowFolder.ReadAll(_script.Folder).Flows.SelectMany(TestFiles.Of)];
}
