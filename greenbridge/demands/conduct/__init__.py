"""How buyers are kept honest (监管机制): rules they accept, reviews before or checks after, warnings, suspension, complaints."""
