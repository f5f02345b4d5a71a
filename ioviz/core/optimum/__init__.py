"""The exact optimum of small networks over all orders and all evictions."""

from ioviz.core.optimum.search import MOST, Optimum, SearchProgress, compile_search, optimum, search_optimum

__all__ = ["MOST", "Optimum", "SearchProgress", "compile_search", "optimum", "search_optimum"]
