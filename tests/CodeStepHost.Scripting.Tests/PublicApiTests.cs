namespace CodeStepHost.Scripting.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public Task What_a_CSharp_script_may_see() => Verify(string.Join("\n", typeof(ScriptGlobals).Assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => $"{Signature.Of(type)}\n{string.Concat(Signature.MembersOf(type).Select(member => $"    {Signature.Of(member)}\n").Order(StringComparer.Ordinal))}")));
}
