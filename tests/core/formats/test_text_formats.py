"""Matrix Market, smtx, Graph Challenge: what is written comes back; what others write is read as they read it."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import FileFormatError, InvalidArgument, LimitExceeded
from ioviz.core.formats import DEFAULT_LIMITS, Limits, layer_order, matrix_market, not_kept, read_network, text_stream
from ioviz.core.formats.registry import SparseWeights
from ioviz.core.formats.text_stream import text_of
from ioviz.core.network import build_network

shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
float32s = st.floats(allow_nan=False, allow_infinity=False, width=32).filter(bool)


@st.composite
def layered(draw, square=False):
    """A network layer after layer, numbered through, of which nothing is trimmed."""
    size = draw(st.integers(1, 5))
    sizes = [size if square else draw(st.integers(1, 5)) for _ in range(draw(st.integers(2, 4)))]
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    source, target = [], []
    for k in range(len(sizes) - 1):
        pairs = {(i % sizes[k], i % sizes[k + 1]) for i in range(max(sizes[k : k + 2]))}
        pairs |= draw(st.sets(st.tuples(st.integers(0, sizes[k] - 1), st.integers(0, sizes[k + 1] - 1)), max_size=8))
        for u, v in draw(st.permutations(sorted(pairs))):
            source.append(starts[k] + u)
            target.append(starts[k + 1] + v)
    weights = draw(st.lists(float32s, min_size=len(source), max_size=len(source)))
    hidden = ["identity"] * sizes[0] + ["relu"] * (starts[-2] - sizes[0]) + ["identity"] * sizes[-1]
    return build_network(n_neurons=starts[-1], source=source, target=target, weight=weights, activation=hidden)


def matrix_of(path, limits=DEFAULT_LIMITS):
    with text_of(path, limits) as stream:
        found = matrix_market.read_matrix(stream, limits)
    if not isinstance(found, SparseWeights):
        return found
    dense = np.zeros(found.shape, np.float32)
    np.add.at(dense, (found.row, found.column), found.value)
    return dense


@shared_folder
@given(network=layered())
def test_a_folder_of_matrices(tmp_path, network):
    folder = tmp_path / "layers"
    for old in folder.glob("*"):
        old.unlink()
    ioviz.save(network, folder, format="mtx")
    again = ioviz.load(folder)
    for name in ("source", "target", "weight", "activation", "inputs", "outputs"):
        assert getattr(again, name).tobytes() == getattr(network, name).tobytes(), name
    by_names = ioviz.load([folder / f"layer{k}.mtx" for k in range(1, network.depth + 1)])
    assert by_names.source.tobytes() == network.source.tobytes()


@shared_folder
@given(network=layered())
def test_a_folder_of_places(tmp_path, network):
    folder = tmp_path / "layers"
    for old in folder.glob("*"):
        old.unlink()
    ioviz.save(network, folder, format="smtx")
    again = ioviz.load(folder)
    pairs = set(zip(network.source.tolist(), network.target.tolist()))
    assert set(zip(again.source.tolist(), again.target.tolist())) == pairs
    assert (again.weight == 1).all()
    one, two = (read_network(folder, seed=3).network.weight for _ in range(2))
    assert np.array_equal(one, two)
    assert not (one == 1).any()


@shared_folder
@given(network=layered(square=True))
def test_a_folder_of_the_challenge(tmp_path, network):
    folder = tmp_path / "layers"
    for old in folder.glob("*"):
        old.unlink()
    ioviz.save(network, folder, format="tsv")
    result = read_network(folder, bias=-0.3)
    again = result.network
    for name in ("source", "target", "weight", "inputs", "outputs"):
        assert getattr(again, name).tobytes() == getattr(network, name).tobytes(), name
    assert again.bias_where_nonzero
    assert np.unique(again.bias[~again.is_input]).tolist() == [np.float32(-0.3)]
    assert again.activation_parameter.max() == 32


KINDS = [(values, symmetry) for values in ("real", "integer", "pattern") for symmetry in ("general", "symmetric")]


@pytest.mark.parametrize(("values", "symmetry"), [*KINDS, ("real", "skew-symmetric")])
@pytest.mark.parametrize("packed", [False, True])
def test_what_scipy_writes(tmp_path, values, symmetry, packed):
    rng = np.random.default_rng(1)
    matrix = scipy.sparse.random(30, 30, 0.2, random_state=rng, data_rvs=lambda n: rng.normal(size=n)).toarray()
    if symmetry == "symmetric":
        matrix = matrix + matrix.T
    elif symmetry == "skew-symmetric":
        matrix = matrix - matrix.T
    if values != "real":
        matrix = np.round(matrix * 9).astype(int)
    path = tmp_path / "x.mtx"
    scipy.io.mmwrite(path, scipy.sparse.coo_array(matrix), field=values, symmetry=symmetry, comment="made\nby scipy")
    expected = scipy.io.mmread(path).toarray().astype(np.float32)
    if packed:
        path.with_suffix(".mtx.gz").write_bytes(gzip.compress(path.read_bytes()))
        path = path.with_suffix(".mtx.gz")
    assert np.array_equal(matrix_of(path), expected)


@pytest.mark.parametrize("symmetry", ["general", "symmetric", "skew-symmetric"])
def test_arrays_of_scipy(tmp_path, symmetry):
    matrix = np.random.default_rng(2).normal(size=(6, 6))
    matrix = {"general": matrix[:, :4], "symmetric": matrix + matrix.T, "skew-symmetric": matrix - matrix.T}[symmetry]
    scipy.io.mmwrite(tmp_path / "x.mtx", matrix, symmetry=symmetry)
    assert np.array_equal(matrix_of(tmp_path / "x.mtx"), scipy.io.mmread(tmp_path / "x.mtx").astype(np.float32))


def test_scipy_reads_what_we_write(tmp_path):
    network = ioviz.generate("layered", sizes=[7, 5], density=0.5, seed=1)
    for name in ("x.mtx", "x.mtx.gz"):
        ioviz.save(network, tmp_path / name)
        matrix = scipy.io.mmread(tmp_path / name)
        assert matrix.shape == (5, 7)
        assert np.array_equal(matrix.data.astype(np.float32), network.weight)
        assert np.array_equal(ioviz.load(tmp_path / name).weight, network.weight)
    ioviz.save(network, tmp_path / "y.mtx.gz")
    assert (tmp_path / "y.mtx.gz").read_bytes() == (tmp_path / "x.mtx.gz").read_bytes()


def test_rows_or_columns_are_the_outputs(tmp_path):
    path = tmp_path / "x.mtx"
    path.write_text("%%MatrixMarket matrix coordinate real general\n2 3 3\n1 1 5\n2 3 7\n1 2 6\n")
    assert ioviz.infer(ioviz.load(path), "neuron", [1, 10, 100]).tolist() == [65, 700]
    turned = ioviz.load(path, outputs="columns")
    assert ioviz.infer(turned, "neuron", [1, 10]).tolist() == [5, 6, 70]


BODY = b"%%MatrixMarket matrix coordinate real general\n% made\n\n2 2 3\n1 1 1\n2 1 -2.5e0\n\n2 2 1e-42\n"
VARIANTS = {
    "as it is": BODY,
    "Windows line ends": BODY.replace(b"\n", b"\r\n"),
    "byte-order mark": b"\xef\xbb\xbf" + BODY,
    "no last line end": BODY.rstrip(b"\n"),
    "tabs": BODY.replace(b"1 1 1\n", b" 1\t1  1 \n"),
    "packed": gzip.compress(BODY),
    "packed in two": gzip.compress(BODY[:70]) + gzip.compress(BODY[70:]),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_of_text(tmp_path, monkeypatch, name):
    path = tmp_path / "anything"
    path.write_bytes(VARIANTS[name])
    for piece in (text_stream.PIECE, 16):
        monkeypatch.setattr(text_stream, "PIECE", piece)
        network = ioviz.load(path)
        assert network.weight.tolist() == [1, -2.5, np.float32(1e-42)]
        assert network.target.tolist() == [2, 3, 3]


def test_smtx_of_the_collection(tmp_path, monkeypatch):
    path = tmp_path / "x.smtx"
    path.write_text("3, 4, 5\n0 2 2 5 \n0 3 1 2 3 \n")
    network = ioviz.load(path)
    assert list(zip(network.source.tolist(), network.target.tolist())) == [(0, 4), (3, 4), (1, 5), (2, 5), (3, 5)]
    assert network.output_width == 3
    monkeypatch.setattr(text_stream, "PIECE", 3)
    assert ioviz.load(path).source.tolist() == network.source.tolist()


def challenge(folder, layers, size=1024):
    folder.mkdir()
    for k in layers:
        (folder / f"n{size}-l{k}.tsv").write_text("1\t1\t0.0625\n1024\t2\t0.0625\n2\t1024\t0.5\n")
    return folder


def test_the_challenge_knows_its_bias(tmp_path):
    folder = challenge(tmp_path / "neuron1024", [1, 2])
    (folder / "sparse-images-1024.tsv").write_text("1\t1\t1\n")
    network = ioviz.load(folder)
    hidden = ~network.is_input
    assert network.bias_where_nonzero
    assert set(network.bias[hidden].tolist()) == {float(np.float32(-0.3))}
    x = np.zeros((2, 1024), np.float32)
    x[0, 0] = 1000
    y = ioviz.infer(network, "neuron", x)
    assert y[0, 0] == np.float32(np.float32(32) * np.float32(0.0625) + np.float32(-0.3))
    assert not y[1].any()
    assert np.count_nonzero(y) == 1


def test_the_challenge_checks_its_files(tmp_path):
    with pytest.raises(FileFormatError, match=r"n1024-l4.tsv: By the names of the files, layer 3 is missing"):
        ioviz.load(challenge(tmp_path / "a", [1, 2, 4]))
    folder = challenge(tmp_path / "b", [1])
    (folder / "n4096-l2.tsv").write_text("1\t1\t1\n")
    with pytest.raises(FileFormatError, match=r"has 4096 neurons a layer, that of n1024-l1\.tsv 1024"):
        ioviz.load(folder)
    (tmp_path / "layer1.tsv").write_text("1\t1\t1\n")
    with pytest.raises(FileFormatError, match="Invalid file name: it has to hold the neurons of a layer"):
        ioviz.load(tmp_path / "layer1.tsv")
    with pytest.raises(InvalidArgument, match="The option seed does not apply to Graph Challenge"):
        ioviz.load(tmp_path / "layer1.tsv", seed=1)


def test_layers_have_to_fit(tmp_path):
    for name, shape in (("l1.mtx", "3 2 1"), ("l2.mtx", "2 4 1")):
        (tmp_path / name).write_text(f"%%MatrixMarket matrix coordinate real general\n{shape}\n1 1 1\n")
    with pytest.raises(FileFormatError, match=r"l2\.mtx takes 4 values, but l1\.mtx before it gives 3") as caught:
        ioviz.load(tmp_path)
    assert "each [outputs, inputs]: l1.mtx [3, 2], l2.mtx [2, 4]." in str(caught.value)


def test_the_order_of_several_files_is_said(tmp_path):
    for k in (2, 10, 1):
        (tmp_path / f"l{k}.mtx").write_text("%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1\n")
    names = "l1.mtx, l2.mtx, l10.mtx."
    of_folder = read_network(tmp_path).report.sentences()
    assert any(text.endswith(names) for text in of_folder)
    given = [tmp_path / f"l{k}.mtx" for k in (10, 1, 2)]
    said = [text for text in read_network(given).report.sentences() if "the layers of one network" in text]
    assert said == ["3 files were read as the layers of one network, in the given order: l10.mtx, l1.mtx, l2.mtx."]
    said = [text for text in read_network(layer_order(given)).report.sentences() if "the layers of one" in text]
    assert said == [f"3 files were read as the layers of one network, in the order of their names: {names}"]


def test_what_is_not_kept_is_told(tmp_path):
    network = build_network(
        n_neurons=3, source=[0, 1], target=[1, 2], bias=[0, 1, 0], activation="relu", name="x", description="y"
    )
    lost = "left out: biases, activations and the name, description and origin."
    assert not_kept(network, tmp_path, "mtx") == f"Matrix Market does not hold everything; {lost}"
    assert not_kept(network, tmp_path / "x.npz") == ""
    challenge_like = build_network(
        n_neurons=2, source=[0], target=[1], activation="clipped_relu:32", bias_where_nonzero=True
    )
    assert not_kept(challenge_like, tmp_path, "tsv") == ""


def test_what_cannot_be_written(tmp_path):
    skip = build_network(n_neurons=3, source=[0, 0, 1], target=[1, 2, 2])
    with pytest.raises(FileFormatError, match=r"Connection 1 \(0 -> 2\) leads from layer 0 to layer 2"):
        ioviz.save(skip, tmp_path / "x", format="mtx")
    early = build_network(n_neurons=4, source=[0, 0, 1], target=[1, 2, 3])
    with pytest.raises(FileFormatError, match="Output 2 is in layer 1 of 2"):
        ioviz.save(early, tmp_path / "x", format="smtx")
    deep = ioviz.generate("layered", sizes=[3, 3, 2], density=1, seed=1)
    with pytest.raises(InvalidArgument, match="has 2 layers, and Matrix Market holds one a file"):
        ioviz.save(deep, tmp_path / "x.mtx")
    with pytest.raises(FileFormatError, match="Layer 2 leads from 3 to 2 neurons"):
        ioviz.save(deep, tmp_path / "x", format="tsv")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(FileFormatError, match="is not empty; name a new one"):
        ioviz.save(deep, tmp_path / "full", format="mtx")
    with pytest.raises(InvalidArgument, match="Unknown format to write 'matlab'"):
        ioviz.save(deep, tmp_path / "x", format="matlab")
    with pytest.raises(InvalidArgument, match="for a folder with one file for each layer, set the format"):
        ioviz.save(deep, tmp_path / "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"]


def test_a_folder_that_fails_leaves_nothing(tmp_path, monkeypatch):
    network = ioviz.generate("layered", sizes=[3, 3, 2], density=1, seed=1)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ioviz.core.formats.layer_files.os.replace", fail)
    with pytest.raises(FileFormatError, match="cannot be written: no space left on device"):
        ioviz.save(network, tmp_path / "x", format="mtx")
    assert list(tmp_path.iterdir()) == []


HEAD = b"%%MatrixMarket matrix coordinate real general\n"
BAD = {
    "claims": (
        HEAD + b"1000000 1000000 1000000000000\n1 1 1\n",
        "Line 2 declares 1,000,000,000,000 entries; the limit",
    ),
    "claims less": (
        HEAD + b"1000 1000 99999999\n1 1 1\n",
        "99,999,999 entries, but the file has no more than 71 bytes",
    ),
    "neurons": (HEAD + b"9999999 9999999 1\n1 1 1\n", "the limit of neurons is 10,000,000"),
    "nan": (HEAD + b"2 2 2\n1 1 1\n2 2 nan\n", "Line 4: the value is 'nan'; it has to be a finite number"),
    "inf": (HEAD + b"2 2 1\n1 1 -inf\n", "Line 3: the value is '-inf'"),
    "too large": (HEAD + b"2 2 1\n1 1 3.5e38\n", "Line 3: the value is '3.5e38'"),
    "from 0": (HEAD + b"2 2 1\n0 1 1\n", "Line 3: the row is 0, but here they are counted from 1"),
    "beyond": (HEAD + b"2 2 1\n1 3 1\n", "Line 3: the column is '3'; it has to be a whole number from 1 to 2"),
    "one word more": (HEAD + b"2 2 1\n1 1 1 1\n", "Line 3 has 4 words; it has to be a row, a column and a value"),
    "fewer": (HEAD + b"2 2 2\n1 1 1\n", "The file ends after 1 of the 2 declared entries"),
    "more": (HEAD + b"2 2 1\n1 1 1\n2 2 2\n", "Line 4 is one more than the 1 that the file declares"),
    "twice": (HEAD + b"2 2 2\n1 1 1\n1 1 2\n", "x has two weights from input 0 to output 0 of the layer"),
    "no sizes": (HEAD, "ends before the line of its sizes"),
    "sizes": (HEAD + b"2 2\n", "Line 2 is '2 2'; it has to be the number of rows, columns and entries"),
    "complex": (HEAD.replace(b"real", b"complex"), "the kind of values is 'complex'; for weights it has to be real"),
    "hermitian": (HEAD.replace(b"general", b"hermitian"), "the symmetry is 'hermitian'"),
    "not square": (
        HEAD.replace(b"general", b"symmetric") + b"2 3 1\n1 1 1\n",
        "a symmetric matrix is square, not 2 x 3",
    ),
    "diagonal": (HEAD.replace(b"general", b"skew-symmetric") + b"2 2 1\n1 1 1\n", "has nothing on its diagonal"),
    "array": (HEAD.replace(b"coordinate", b"array") + b"99999 99999\n1\n", "takes 38,146 MiB; the limit is"),
    "array ends": (HEAD.replace(b"coordinate", b"array") + b"2 2\n1\n2\n3\n", "ends after 3 of the 4 declared entries"),
    "half a packed file": (gzip.compress(HEAD * 9)[:-12], "The gzip file is damaged or cut off"),
    "not in UTF-8": (HEAD + b"% \xff\n", "invalid byte in line 2"),
    "smtx claims": (b"9, 9, 1000000000000\n0 1", "Line 1 declares 1,000,000,000,000 entries; the limit"),
    "smtx short": (b"900, 9, 5000\n0 1", "declares 900 rows and 5,000 entries, but the file has no more than 16 bytes"),
    "smtx from 1": (b"2, 2, 2\n1 2 3\n1 2\n", "Line 2: row offset 2 is '3'; it has to be a whole number from 0 to 2"),
    "smtx offset 1": (b"2, 2, 3\n1 2 3\n1 1 0\n", "the first row offset is 1; it has to be 0, as offsets are counted"),
    "smtx columns from 1": (
        b"2, 2, 2\n0 1 2\n1 2\n",
        "Line 3: column 1 is '2'; it has to be a whole number from 0 to 1.",
    ),
    "smtx falls": (b"2, 2, 2\n0 2 1\n0 1\n", "row offset 2 is 1, less than the 2 before it"),
    "smtx ends": (b"2, 2, 2\n0 1 2\n0     \n", "ends after 1 of 2 columns"),
    "smtx more": (b"2, 2, 2\n0 1 2\n0 1 1\n", "Line 3 has more than the 2 columns"),
    "smtx last": (b"2, 2, 2\n0 1 1\n0 1\n", "the last row offset is 1; line 1 declares 2 entries"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(tmp_path, name):
    content, sentence = BAD[name]
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ioviz.IovizError) as caught:
        ioviz.load(path)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(".")


TSV = {
    "0\t1\t1\n": "Line 1: the row is 0, but here they are counted from 1",
    "1\t1\t1\n\n1\t1025\t1\n": "Line 3: the column is '1025'; it has to be a whole number from 1 to 1024",
    "1\t1\n1\t1\t1\n": "Line 1 has 2 words",
    "1\t1\tx\n": "Line 1: the value is 'x'",
}


@pytest.mark.parametrize("content", TSV)
def test_bad_layers_of_the_challenge(tmp_path, content):
    path = tmp_path / "neuron1024-l1.tsv"
    path.write_text(content)
    with pytest.raises(FileFormatError) as caught:
        ioviz.load(path)
    assert TSV[content] in str(caught.value)


def test_utf_16_is_reported(tmp_path):
    for encoding, message in (("utf-16", "in UTF-16;"), ("utf-16-le", "UTF-16 or UTF-32"), ("utf-32", "in UTF-32;")):
        path = tmp_path / "x.mtx"
        path.write_text("%%MatrixMarket matrix coordinate real general\n", encoding=encoding)
        with pytest.raises(FileFormatError, match=f"{message}.* save it as UTF-8"):
            ioviz.load(path)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "x.mtx.gz"
    path.write_bytes(gzip.compress(HEAD + b"1 1 1\n" + b"\n" * (70 << 20), 9))
    assert path.stat().st_size < 100_000
    with pytest.raises(LimitExceeded, match="The text takes more than 64 MiB unpacked"):
        ioviz.load(path)
    path.write_bytes(HEAD + b"%\n" * 200_000)
    with pytest.raises(FileFormatError, match="There are more than 100,000 lines before that of the sizes"):
        ioviz.load(path)
    path = Path(tmp_path / "y.mtx")
    path.write_bytes(BODY)
    with pytest.raises(LimitExceeded, match="the limit of text is 10 bytes"):
        ioviz.load(path, limits=Limits(text_bytes=10))


def test_a_line_without_end(tmp_path):
    path = tmp_path / "x.mtx"
    path.write_bytes(HEAD + b"2 2 2\n1 1 " + b"1" * (3 << 20))
    with pytest.raises(FileFormatError, match=r"Line 3"):
        ioviz.load(path)
    path.write_bytes(b"%%MatrixMarket " + b"x" * (2 << 20))
    with pytest.raises(FileFormatError, match="Line 1 has more than 1,048,576 characters"):
        ioviz.load(path)
