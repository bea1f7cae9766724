using CodeStepHost.Storage.Sqlite;
using CodeStepHost.Storage.Sqlite.Native;
using CodeStepHost.Storage.Tests.Conformance;

namespace CodeStepHost.Storage.Tests;

public sealed class SqliteOpeningTests
{
    [Fact]
    public async Task What_was_stored_is_there_after_the_file_is_opened_again()
    {
        using var folder = new TempFolder();
        await using (var first = await OpenAsync(folder.File()))
        {
            var before = new Scene(first, first.Queries);
            await before.ActivateAsync();
            await before.SendAsync("a", "b");
            await before.ReboundAsync((await before.ClaimAsync(1))[0], TimeSpan.FromMinutes(1));
        }

        await using var second = await OpenAsync(folder.File());
        var after = new Scene(second, second.Queries);
        Assert.Equal(["b", "a"], await after.QueueAsync());
        Assert.Equal(["b"], (await after.ClaimAsync()).Select(claimed => claimed.Message.Id));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_with_both_versions()
    {
        using var folder = new TempFolder();
        await using (await OpenAsync(folder.File()))
        {
        }

        Change(folder.File(), "PRAGMA user_version = 99");

        var error = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(folder.File()));
        Assert.Equal($"{folder.File()} is a database of version 99, and this program knows versions up to {SqliteOpening.NewestVersion}. Upgrade the program, or restore the file from a backup made before it was upgraded.", error.Message);
        Assert.Throws<StoreOpenException>(() => SqliteFlowQueries.Open(new SqliteStoreOptions(folder.File())));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        using var folder = new TempFolder();
        Change(folder.File(), "CREATE TABLE theirs (x)");

        var error = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(folder.File()));
        Assert.Equal($"{folder.File()} is a database of another program. Name another file.", error.Message);
        Change(folder.File(), "INSERT INTO theirs VALUES (1)");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File(), new string('x', 5000), TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(folder.File()));
        Assert.Equal($"{folder.File()} is not a SQLite database. Name another file, or restore this one from a backup.", error.Message);
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        using var folder = new TempFolder();
        await using (await OpenAsync(folder.File()))
        {
        }

        // The header stays whole; what follows is nonsense.
        var bytes = await File.ReadAllBytesAsync(folder.File(), TestContext.Current.CancellationToken);
        bytes.AsSpan(4096).Fill(0xA5);
        await File.WriteAllBytesAsync(folder.File(), bytes, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(folder.File()));
        Assert.Equal($"{folder.File()} is damaged (database disk image is malformed). Stop the host and restore the file from a backup.", error.Message);
    }

    [Fact]
    public async Task A_place_where_no_file_can_be_is_refused()
    {
        using var folder = new TempFolder();
        var nowhere = Path.Combine(folder.File("missing"), "store.db");
        Assert.Equal($"{nowhere} cannot be made: its folder does not exist. Make the folder, or name another file.", (await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(nowhere))).Message);

        var itself = Path.GetDirectoryName(folder.File())!;
        Assert.Equal($"{itself} is a folder. Name a file in it.", (await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(itself))).Message);
    }

    [Fact]
    public void Reading_a_file_that_does_not_exist_is_refused_and_makes_none()
    {
        using var folder = new TempFolder();

        var error = Assert.Throws<StoreOpenException>(() => SqliteFlowQueries.Open(new SqliteStoreOptions(folder.File())));
        Assert.Equal($"{folder.File()} does not exist. Start the host once, or name another file.", error.Message);
        Assert.False(File.Exists(folder.File()));
    }

    [Fact]
    public async Task Each_write_is_flushed_to_disk_before_its_caller_goes_on()
    {
        using var folder = new TempFolder();
        await using var store = await OpenAsync(folder.File());
        var scene = new Scene(store, store.Queries);
        await scene.ActivateAsync();
        await scene.WorkAsync();

        // The claim just made need not be flushed by itself; whatever comes next must be.
        var (mode, synchronous, keys) = await store.WriteAsync(session =>
        {
            using var row = session.Database.Composed("PRAGMA journal_mode").Query();
            row.Read();
            return (row.Text(0), session.Database.Pragma("synchronous"), session.Database.Pragma("foreign_keys"));
        });

        Assert.Equal(("wal", 2, 1), (mode, synchronous, keys));
    }

    private static Task<SqliteFlowStore> OpenAsync(string path) => SqliteFlowStore.OpenAsync(path, TimeProvider.System, TestContext.Current.CancellationToken);

    private static void Change(string path, string sql)
    {
        using var database = SqliteDatabase.Open(path, readOnly: false, TimeSpan.FromSeconds(5));
        database.Execute(sql);
    }
}
